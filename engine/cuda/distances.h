// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

namespace plumbline::cuda {

/// Inputs of DiCache's reductions, all [B, L, D], one dtype and device, best contiguous (a copy is
/// made of one that is not). reference_*: the previous call's; residual_*: probe residuals of the
/// last (newest) and the one before (older) computed call, undefined where there is none.
struct ProbeTensors {
    const at::Tensor& input;            // x
    const at::Tensor& probe;            // p
    const at::Tensor& reference_input;  // ref(x)
    const at::Tensor& reference_probe;  // ref(p)
    const at::Tensor& newest_residual;  // Rp1
    const at::Tensor& older_residual;   // Rp2
};

/// Means over every element, in fp32 with a wider accumulator. The last two are NaN without both
/// residuals.
struct ProbeMeans {
    double input_difference = 0;     // mean|x - ref(x)|
    double input_reference = 0;      // mean|ref(x)|
    double probe_difference = 0;     // mean|p - ref(p)|
    double probe_reference = 0;      // mean|ref(p)|
    double residual_difference = 0;  // mean|(p - x) - Rp2|
    double residual_step = 0;        // mean|Rp1 - Rp2|
};

/// One fused pass over memory without full-size temporaries, one small result to the host. On the
/// CPU the result does not depend on the number of threads.
[[nodiscard]] ProbeMeans probe_means(const ProbeTensors& tensors);

/// mean|p - ref(p)| of every token over batch and channels: [L] f32 on the CPU, one wait for the
/// device. Both [B, L, D], one device. Temporaries are slabs of tokens, never full size.
[[nodiscard]] at::Tensor token_differences(const at::Tensor& probe,
                                           const at::Tensor& reference_probe);

/// x + R2 + weight · (R1 - R2), one pass, new contiguous tensor. All [B, L, D], one dtype and
/// device.
[[nodiscard]] at::Tensor aligned_output(const at::Tensor& x,
                                        const at::Tensor& newest,
                                        const at::Tensor& older,
                                        double weight);

/// The same two in plain ATen operations: used on devices without a kernel and for mixed dtypes,
/// and what the kernels are tested against.
[[nodiscard]] ProbeMeans probe_means_aten(const ProbeTensors& tensors);
[[nodiscard]] at::Tensor aligned_output_aten(const at::Tensor& x,
                                             const at::Tensor& newest,
                                             const at::Tensor& older,
                                             double weight);

}  // namespace plumbline::cuda
