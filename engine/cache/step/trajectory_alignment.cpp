// SPDX-License-Identifier: GPL-3.0-or-later
#include "cache/step/trajectory_alignment.h"

#include "cuda/distances.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>

namespace plumbline::cache {

Estimate TrajectoryAlignment::estimate(const at::Tensor& input,
                                       const at::Tensor& probe,
                                       const History& history,
                                       const Reading& reading) const {
    if (!history.has_two_residuals()) return {.output = input + history.newest().stack};
    const cuda::ProbeMeans means =
        reading.means ? *reading.means
                      : cuda::probe_means({.input = input,
                                           .probe = probe,
                                           .reference_input = history.input(),
                                           .reference_probe = history.probe(),
                                           .newest_residual = history.newest().probe,
                                           .older_residual = history.older().probe});
    Estimate estimate;
    const double ratio = means.residual_difference / means.residual_step;
    if (std::isfinite(ratio)) {
        estimate.unclipped_weight = ratio;
        estimate.weight = std::clamp(ratio, 1.0, max_weight_);
    } else {
        estimate.weight = 1.0;  // both residuals agree or overflowed: no line to go along
    }
    estimate.output =
        cuda::aligned_output(input, history.newest().stack, history.older().stack, estimate.weight);
    return estimate;
}

}  // namespace plumbline::cache
