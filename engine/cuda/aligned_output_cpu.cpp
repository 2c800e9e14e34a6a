// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/check.h"
#include "cuda/distances_cpu.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <cstdint>
#include <type_traits>

namespace plumbline::cuda {
namespace {

constexpr std::int64_t kGrain = 32768;  // elements; less is not worth waking another thread

/// x + R2 + weight · (R1 - R2), in f32 for the half types, rounded once.
template <typename T>
[[gnu::always_inline]] inline void align_run(const T* x,
                                             const T* newest,
                                             const T* older,
                                             double weight,
                                             T* out,
                                             std::int64_t count) {
    using Compute = std::conditional_t<std::is_floating_point_v<T>, T, float>;
    const auto gain = static_cast<Compute>(weight);
    for (std::int64_t i = 0; i < count; ++i) {
        const auto base = static_cast<Compute>(older[i]);
        const auto step = static_cast<Compute>(newest[i]) - base;
        out[i] = static_cast<T>(static_cast<Compute>(x[i]) + base + gain * step);
    }
}

template <typename T>
void align_chunk(const T* x,
                 const T* newest,
                 const T* older,
                 double weight,
                 T* out,
                 std::int64_t count) {
    align_run(x, newest, older, weight, out, count);
}

// AVX2 without FMA, so that both give the same bits.
#if defined(__x86_64__)
template <typename T>
__attribute__((target("avx2"))) void align_chunk_avx2(const T* x,
                                                      const T* newest,
                                                      const T* older,
                                                      double weight,
                                                      T* out,
                                                      std::int64_t count) {
    align_run(x, newest, older, weight, out, count);
}

template <typename T>
auto best_align() {
    return __builtin_cpu_supports("avx2") ? &align_chunk_avx2<T> : &align_chunk<T>;
}
#else
template <typename T>
auto best_align() {
    return &align_chunk<T>;
}
#endif

template <typename T>
at::Tensor aligned(const at::Tensor& x,
                   const at::Tensor& newest,
                   const at::Tensor& older,
                   double weight) {
    at::Tensor out = at::empty(x.sizes(), x.options());
    const T* from_x = x.const_data_ptr<T>();
    const T* from_newest = newest.const_data_ptr<T>();
    const T* from_older = older.const_data_ptr<T>();
    T* to = out.mutable_data_ptr<T>();
    const auto align = best_align<T>();
    at::parallel_for(0, x.numel(), kGrain, [&](std::int64_t begin, std::int64_t end) {
        align(from_x + begin, from_newest + begin, from_older + begin, weight, to + begin,
              end - begin);
    });
    return out;
}

}  // namespace

at::Tensor aligned_output_cpu(const at::Tensor& x,
                              const at::Tensor& newest,
                              const at::Tensor& older,
                              double weight) {
    switch (x.scalar_type()) {
        case at::kFloat: return aligned<float>(x, newest, older, weight);
        case at::kDouble: return aligned<double>(x, newest, older, weight);
        case at::kHalf: return aligned<at::Half>(x, newest, older, weight);
        case at::kBFloat16: return aligned<at::BFloat16>(x, newest, older, weight);
        default: break;
    }
    PLUMBLINE_CHECK(false, "no CPU kernel for dtype {}", c10::toString(x.scalar_type()));
    return {};
}

}  // namespace plumbline::cuda
