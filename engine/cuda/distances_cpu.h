// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cuda/distances.h"

#include <ATen/core/Tensor.h>

namespace plumbline::cuda {

/// Whether the CPU kernels know the dtype: f32, f64, f16, bf16.
[[nodiscard]] bool cpu_kernel_knows(at::ScalarType type);
/// Contiguous CPU tensors of one known dtype and one size, at least one element.
[[nodiscard]] ProbeMeans probe_means_cpu(const ProbeTensors& tensors);
[[nodiscard]] at::Tensor aligned_output_cpu(const at::Tensor& x,
                                            const at::Tensor& newest,
                                            const at::Tensor& older,
                                            double weight);

}  // namespace plumbline::cuda
