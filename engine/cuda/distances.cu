// SPDX-License-Identifier: GPL-3.0-or-later
#include "cuda/distances_device.h"

#include <cuda_bf16.h>
#include <cuda_fp16.h>
#include <cuda_runtime.h>

#include <algorithm>

namespace plumbline::cuda {
namespace {

constexpr int kThreads = 256;
constexpr int kWarps = kThreads / 32;
constexpr int kRun =
    32;  // elements that a thread adds in f32 before they go to its f64 accumulator

__device__ inline float widened(float value) {
    return value;
}
__device__ inline double widened(double value) {
    return value;
}
__device__ inline float widened(__half value) {
    return __half2float(value);
}
__device__ inline float widened(__nv_bfloat16 value) {
    return __bfloat162float(value);
}

template <typename T>
struct ComputeOf {
    using Type = float;
};
template <>
struct ComputeOf<double> {
    using Type = double;
};

template <typename T, typename Compute>
__device__ inline T narrowed(Compute value);
template <>
__device__ inline float narrowed<float, float>(float value) {
    return value;
}
template <>
__device__ inline double narrowed<double, double>(double value) {
    return value;
}
template <>
__device__ inline __half narrowed<__half, float>(float value) {
    return __float2half_rn(value);
}
template <>
__device__ inline __nv_bfloat16 narrowed<__nv_bfloat16, float>(float value) {
    return __float2bfloat16_rn(value);
}

template <typename T>
struct Rows {
    const T* input;
    const T* probe;
    const T* reference_input;
    const T* reference_probe;
    const T* newest;
    const T* older;
};

template <typename T, typename Compute>
__device__ inline void add_element(const Rows<T>& rows,
                                   std::int64_t i,
                                   Compute (&run)[kDeviceQuantities]) {
    const Compute input = widened(rows.input[i]);
    const Compute probe = widened(rows.probe[i]);
    const Compute reference_input = widened(rows.reference_input[i]);
    const Compute reference_probe = widened(rows.reference_probe[i]);
    run[0] += fabs(input - reference_input);
    run[1] += fabs(reference_input);
    run[2] += fabs(probe - reference_probe);
    run[3] += fabs(reference_probe);
    if (rows.newest != nullptr) {
        const Compute older = widened(rows.older[i]);
        run[4] += fabs(probe - input - older);
        run[5] += fabs(widened(rows.newest[i]) - older);
    }
}

/// Sum over a block of threads, valid in thread 0.
__device__ inline double block_sum(double value, double* shared) {
    for (int offset = 16; offset > 0; offset /= 2)
        value += __shfl_down_sync(0xffffffffU, value, offset);
    if (threadIdx.x % 32 == 0) shared[threadIdx.x / 32] = value;
    __syncthreads();
    double total = 0;
    if (threadIdx.x == 0) {
        for (int warp = 0; warp < kWarps; ++warp) total += shared[warp];
    }
    __syncthreads();
    return total;
}

template <typename T>
__global__ void probe_partials(Rows<T> rows, std::int64_t count, double* partials) {
    using Compute = typename ComputeOf<T>::Type;
    const std::int64_t stride = std::int64_t{gridDim.x} * kThreads;
    std::int64_t i = std::int64_t{blockIdx.x} * kThreads + threadIdx.x;
    double sums[kDeviceQuantities] = {};
    while (i < count) {
        Compute run[kDeviceQuantities] = {};
        for (int step = 0; step < kRun && i < count; ++step, i += stride) add_element(rows, i, run);
        for (int quantity = 0; quantity < kDeviceQuantities; ++quantity)
            sums[quantity] += run[quantity];
    }
    __shared__ double shared[kWarps];
    for (int quantity = 0; quantity < kDeviceQuantities; ++quantity) {
        const double total = block_sum(sums[quantity], shared);
        if (threadIdx.x == 0) partials[blockIdx.x * kDeviceQuantities + quantity] = total;
    }
}

__global__ void probe_totals(const double* partials, int blocks, double* sums) {
    __shared__ double shared[kWarps];
    for (int quantity = 0; quantity < kDeviceQuantities; ++quantity) {
        double value = 0;
        for (int block = threadIdx.x; block < blocks; block += kThreads) {
            value += partials[block * kDeviceQuantities + quantity];
        }
        const double total = block_sum(value, shared);
        if (threadIdx.x == 0) sums[quantity] = total;
    }
}

template <typename T>
__global__ void align(const T* x,
                      const T* newest,
                      const T* older,
                      double weight,
                      T* out,
                      std::int64_t count) {
    using Compute = typename ComputeOf<T>::Type;
    const auto gain = static_cast<Compute>(weight);
    const std::int64_t stride = std::int64_t{gridDim.x} * kThreads;
    for (std::int64_t i = std::int64_t{blockIdx.x} * kThreads + threadIdx.x; i < count;
         i += stride) {
        const Compute base = widened(older[i]);
        const Compute step = widened(newest[i]) - base;
        out[i] = narrowed<T, Compute>(widened(x[i]) + base + gain * step);
    }
}

int grid_for(std::int64_t count) {
    return static_cast<int>(
        std::min<std::int64_t>((count + kThreads - 1) / kThreads, kDeviceBlocks));
}

template <typename T>
void start_sums(const DeviceProbe& probe, double* partials, double* sums, cudaStream_t stream) {
    const Rows<T> rows{
        static_cast<const T*>(probe.input),           static_cast<const T*>(probe.probe),
        static_cast<const T*>(probe.reference_input), static_cast<const T*>(probe.reference_probe),
        static_cast<const T*>(probe.newest),          static_cast<const T*>(probe.older)};
    const int blocks = grid_for(probe.count);
    probe_partials<T><<<blocks, kThreads, 0, stream>>>(rows, probe.count, partials);
    probe_totals<<<1, kThreads, 0, stream>>>(partials, blocks, sums);
}

template <typename T>
void start_align(const void* x,
                 const void* newest,
                 const void* older,
                 double weight,
                 void* out,
                 std::int64_t count,
                 cudaStream_t stream) {
    align<T><<<grid_for(count), kThreads, 0, stream>>>(
        static_cast<const T*>(x), static_cast<const T*>(newest), static_cast<const T*>(older),
        weight, static_cast<T*>(out), count);
}

}  // namespace

int launch_probe_sums(const DeviceProbe& probe,
                      double* partials,
                      double* sums,
                      int device,
                      void* stream) {
    if (const cudaError_t error = cudaSetDevice(device); error != cudaSuccess) return error;
    const auto on = static_cast<cudaStream_t>(stream);
    switch (probe.element) {
        case Element::Float: start_sums<float>(probe, partials, sums, on); break;
        case Element::Double: start_sums<double>(probe, partials, sums, on); break;
        case Element::Half: start_sums<__half>(probe, partials, sums, on); break;
        case Element::BFloat16: start_sums<__nv_bfloat16>(probe, partials, sums, on); break;
    }
    return cudaGetLastError();
}

int launch_aligned_output(const void* x,
                          const void* newest,
                          const void* older,
                          double weight,
                          void* out,
                          std::int64_t count,
                          Element element,
                          int device,
                          void* stream) {
    if (const cudaError_t error = cudaSetDevice(device); error != cudaSuccess) return error;
    const auto on = static_cast<cudaStream_t>(stream);
    switch (element) {
        case Element::Float: start_align<float>(x, newest, older, weight, out, count, on); break;
        case Element::Double: start_align<double>(x, newest, older, weight, out, count, on); break;
        case Element::Half: start_align<__half>(x, newest, older, weight, out, count, on); break;
        case Element::BFloat16:
            start_align<__nv_bfloat16>(x, newest, older, weight, out, count, on);
            break;
    }
    return cudaGetLastError();
}

const char* device_error_text(int error) {
    return cudaGetErrorString(static_cast<cudaError_t>(error));
}

}  // namespace plumbline::cuda
