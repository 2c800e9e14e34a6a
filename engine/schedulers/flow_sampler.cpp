// SPDX-License-Identifier: GPL-3.0-or-later
#include "schedulers/flow_sampler.h"

#include <ATen/ATen.h>

#include <cmath>

namespace plumbline::schedulers {

double FlowSampler::log_ratio(int i) const {
    return std::log(alpha(i)) - std::log(sigma(i));
}

at::Tensor FlowSampler::expected_clean(int step,
                                       const at::Tensor& latents,
                                       const at::Tensor& prediction) const {
    return at::sub(latents, prediction.to(at::kFloat), sigma(step));
}

}  // namespace plumbline::schedulers
