// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cuda/distances.h"

#include <ATen/core/Tensor.h>

namespace plumbline::cache {

/// mean|a - b| and mean|b| over every element, in f32, without a temporary of their size.
struct Change {
    double difference = 0, reference = 0;
    [[nodiscard]] double relative() const { return difference / reference; }
};
[[nodiscard]] inline Change change_between(const at::Tensor& a, const at::Tensor& b) {
    const at::Tensor none;
    const cuda::ProbeMeans means = cuda::probe_means({.input = a,
                                                      .probe = a,
                                                      .reference_input = b,
                                                      .reference_probe = b,
                                                      .newest_residual = none,
                                                      .older_residual = none});
    return {.difference = means.input_difference, .reference = means.input_reference};
}

}  // namespace plumbline::cache
