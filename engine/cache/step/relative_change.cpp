// SPDX-License-Identifier: GPL-3.0-or-later
#include "cache/step/relative_change.h"

#include "cuda/distances.h"

#include <ATen/ATen.h>

namespace plumbline::cache {

Change change_between(const at::Tensor& a, const at::Tensor& b) {
    const at::Tensor none;
    const cuda::ProbeMeans means = cuda::probe_means({.input = a,
                                                      .probe = a,
                                                      .reference_input = b,
                                                      .reference_probe = b,
                                                      .newest_residual = none,
                                                      .older_residual = none});
    return {.difference = means.input_difference, .reference = means.input_reference};
}

double root_mean_square(const at::Tensor& x) {
    return x.to(at::kFloat).square().mean().sqrt().item<double>();
}

}  // namespace plumbline::cache
