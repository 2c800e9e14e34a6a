// SPDX-License-Identifier: GPL-3.0-or-later
#include "cuda/distances_cpu.h"

#include "base/check.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <limits>
#include <type_traits>

namespace plumbline::cuda {
namespace {

// Everything below is inlined into one function per instruction set. AVX2 is chosen without FMA, so
// that both give the same bits.
constexpr std::int64_t kLanes = 8;
constexpr std::int64_t kBlock = 512;  // elements summed in lanes before the wide accumulator
constexpr std::int64_t kMinimumChunk = 32768;  // less is not worth waking another thread
constexpr std::int64_t kMaximumChunks = 64;    // 64 · 6 doubles of partial sums: 3 kB
constexpr std::size_t kQuantities = 6;

using Sums = std::array<double, kQuantities>;

template <typename Compute>
struct LanesOf;
template <>
struct LanesOf<float> {
    using Values = float __attribute__((vector_size(32)));
    using Bits = std::int32_t __attribute__((vector_size(32)));
    static constexpr std::int32_t kMagnitude = std::numeric_limits<std::int32_t>::max();
};
template <>
struct LanesOf<double> {
    using Values = double __attribute__((vector_size(64)));
    using Bits = std::int64_t __attribute__((vector_size(64)));
    static constexpr std::int64_t kMagnitude = std::numeric_limits<std::int64_t>::max();
};

template <typename Compute>
[[gnu::always_inline]] inline typename LanesOf<Compute>::Values load(const Compute* from) {
    typename LanesOf<Compute>::Values values;
    std::memcpy(&values, from, sizeof(values));
    return values;
}

template <typename Compute>
[[gnu::always_inline]] inline typename LanesOf<Compute>::Values magnitude(
    typename LanesOf<Compute>::Values values) {
    using Lanes = LanesOf<Compute>;
    return reinterpret_cast<typename Lanes::Values>(reinterpret_cast<typename Lanes::Bits>(values) &
                                                    Lanes::kMagnitude);
}

/// The six streams of a run of elements.
template <typename T>
struct Rows {
    const T* input;
    const T* probe;
    const T* reference_input;
    const T* reference_probe;
    const T* newest;  // nullptr without residuals
    const T* older;
};

template <typename T>
[[gnu::always_inline]] inline Rows<T> advanced(const Rows<T>& rows, std::int64_t by) {
    return {rows.input + by,
            rows.probe + by,
            rows.reference_input + by,
            rows.reference_probe + by,
            rows.newest != nullptr ? rows.newest + by : nullptr,
            rows.older != nullptr ? rows.older + by : nullptr};
}

/// Adds kLanes elements of every quantity to its lanes.
template <typename Compute, bool kResiduals>
[[gnu::always_inline]] inline void add_lanes(const Rows<Compute>& rows,
                                             typename LanesOf<Compute>::Values* lanes) {
    const auto input = load(rows.input);
    const auto probe = load(rows.probe);
    const auto reference_input = load(rows.reference_input);
    const auto reference_probe = load(rows.reference_probe);
    lanes[0] += magnitude<Compute>(input - reference_input);
    lanes[1] += magnitude<Compute>(reference_input);
    lanes[2] += magnitude<Compute>(probe - reference_probe);
    lanes[3] += magnitude<Compute>(reference_probe);
    if constexpr (kResiduals) {
        const auto older = load(rows.older);
        lanes[4] += magnitude<Compute>(probe - input - older);
        lanes[5] += magnitude<Compute>(load(rows.newest) - older);
    }
}

/// A run shorter than kLanes, padded with zeros, which add nothing.
template <typename Compute, bool kResiduals>
[[gnu::always_inline]] inline void add_tail(const Rows<Compute>& rows,
                                            std::int64_t count,
                                            typename LanesOf<Compute>::Values* lanes) {
    Compute padded[kQuantities][kLanes] = {};
    const std::array<const Compute*, kQuantities> sources = {
        rows.input,           rows.probe,  rows.reference_input,
        rows.reference_probe, rows.newest, rows.older};
    for (std::size_t stream = 0; stream < (kResiduals ? kQuantities : 4); ++stream) {
        for (std::int64_t i = 0; i < count; ++i) padded[stream][i] = sources[stream][i];
    }
    add_lanes<Compute, kResiduals>(
        {padded[0], padded[1], padded[2], padded[3], padded[4], padded[5]}, lanes);
}

template <typename Compute, bool kResiduals>
[[gnu::always_inline]] inline void add_block(const Rows<Compute>& rows,
                                             std::int64_t count,
                                             Sums& sums) {
    typename LanesOf<Compute>::Values lanes[kQuantities] = {};
    std::int64_t i = 0;
    for (; i + kLanes <= count; i += kLanes)
        add_lanes<Compute, kResiduals>(advanced(rows, i), lanes);
    if (i < count) add_tail<Compute, kResiduals>(advanced(rows, i), count - i, lanes);
    for (std::size_t quantity = 0; quantity < kQuantities; ++quantity) {
        for (std::int64_t lane = 0; lane < kLanes; ++lane) {
            sums[quantity] += static_cast<double>(lanes[quantity][lane]);
        }
    }
}

/// Half types are converted block by block into a buffer that stays in the first-level cache.
template <typename T, bool kResiduals>
[[gnu::always_inline]] inline void add_converted(const Rows<T>& rows,
                                                 std::int64_t count,
                                                 Sums& sums) {
    float buffer[kQuantities][kBlock];
    const std::array<const T*, kQuantities> sources = {rows.input,           rows.probe,
                                                       rows.reference_input, rows.reference_probe,
                                                       rows.newest,          rows.older};
    for (std::size_t stream = 0; stream < (kResiduals ? kQuantities : 4); ++stream) {
        for (std::int64_t i = 0; i < count; ++i)
            buffer[stream][i] = static_cast<float>(sources[stream][i]);
    }
    add_block<float, kResiduals>({buffer[0], buffer[1], buffer[2], buffer[3], buffer[4], buffer[5]},
                                 count, sums);
}

template <typename T, bool kResiduals>
[[gnu::always_inline]] inline Sums sum_run(const Rows<T>& rows, std::int64_t count) {
    Sums sums{};
    for (std::int64_t at = 0; at < count; at += kBlock) {
        const std::int64_t length = std::min(kBlock, count - at);
        if constexpr (std::is_floating_point_v<T>) {
            add_block<T, kResiduals>(advanced(rows, at), length, sums);
        } else {
            add_converted<T, kResiduals>(advanced(rows, at), length, sums);
        }
    }
    return sums;
}

template <typename T>
[[gnu::always_inline]] inline Sums sum_either(const Rows<T>& rows, std::int64_t count) {
    return rows.newest != nullptr ? sum_run<T, true>(rows, count) : sum_run<T, false>(rows, count);
}

template <typename T>
Sums sum_chunk(const Rows<T>& rows, std::int64_t count) {
    return sum_either(rows, count);
}

#if defined(__x86_64__)
template <typename T>
__attribute__((target("avx2"))) Sums sum_chunk_avx2(const Rows<T>& rows, std::int64_t count) {
    return sum_either(rows, count);
}

template <typename T>
auto best_sum() {
    return __builtin_cpu_supports("avx2") ? &sum_chunk_avx2<T> : &sum_chunk<T>;
}

#else
template <typename T>
auto best_sum() {
    return &sum_chunk<T>;
}

#endif

/// Chunks depend on the size alone and are added in order: the result does not depend on the
/// threads.
template <typename T>
Sums sum_all(const Rows<T>& rows, std::int64_t count) {
    const std::int64_t even = (count + kMaximumChunks - 1) / kMaximumChunks;
    const std::int64_t chunk = std::max(kMinimumChunk, (even + kBlock - 1) / kBlock * kBlock);
    const std::int64_t chunks = (count + chunk - 1) / chunk;
    std::array<Sums, kMaximumChunks> partial{};
    const auto sum = best_sum<T>();
    at::parallel_for(0, chunks, 1, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t index = begin; index < end; ++index) {
            const std::int64_t from = index * chunk;
            partial[static_cast<std::size_t>(index)] =
                sum(advanced(rows, from), std::min(chunk, count - from));
        }
    });
    Sums total{};
    for (std::int64_t index = 0; index < chunks; ++index) {
        for (std::size_t quantity = 0; quantity < kQuantities; ++quantity) {
            total[quantity] += partial[static_cast<std::size_t>(index)][quantity];
        }
    }
    return total;
}

template <typename T>
ProbeMeans means_of(const ProbeTensors& tensors) {
    const bool residuals = tensors.newest_residual.defined();
    const Rows<T> rows{tensors.input.const_data_ptr<T>(),
                       tensors.probe.const_data_ptr<T>(),
                       tensors.reference_input.const_data_ptr<T>(),
                       tensors.reference_probe.const_data_ptr<T>(),
                       residuals ? tensors.newest_residual.const_data_ptr<T>() : nullptr,
                       residuals ? tensors.older_residual.const_data_ptr<T>() : nullptr};
    const Sums sums = sum_all(rows, tensors.input.numel());
    const auto count = static_cast<double>(tensors.input.numel());
    constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();
    return {.input_difference = sums[0] / count,
            .input_reference = sums[1] / count,
            .probe_difference = sums[2] / count,
            .probe_reference = sums[3] / count,
            .residual_difference = residuals ? sums[4] / count : kMissing,
            .residual_step = residuals ? sums[5] / count : kMissing};
}

}  // namespace

bool cpu_kernel_knows(at::ScalarType type) {
    return type == at::kFloat || type == at::kDouble || type == at::kHalf || type == at::kBFloat16;
}

ProbeMeans probe_means_cpu(const ProbeTensors& tensors) {
    switch (tensors.input.scalar_type()) {
        case at::kFloat: return means_of<float>(tensors);
        case at::kDouble: return means_of<double>(tensors);
        case at::kHalf: return means_of<at::Half>(tensors);
        case at::kBFloat16: return means_of<at::BFloat16>(tensors);
        default: break;
    }
    PLUMBLINE_CHECK(false, "no CPU kernel for dtype {}",
                    c10::toString(tensors.input.scalar_type()));
    return {};
}

}  // namespace plumbline::cuda
