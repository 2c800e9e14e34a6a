// SPDX-License-Identifier: GPL-3.0-or-later
#include "schedulers/epsilon_sampler.h"

#include <ATen/ATen.h>

#include <cmath>

namespace plumbline::schedulers {

double EpsilonSampler::alpha(int i) const {
    return 1.0 / std::sqrt(1.0 + level(i) * level(i));
}

double EpsilonSampler::log_ratio(int i) const {
    return -std::log(level(i));
}

at::Tensor EpsilonSampler::expected_clean(int step,
                                          const at::Tensor& latents,
                                          const at::Tensor& prediction) const {
    return combination({{1.0 / alpha(step), latents}, {-level(step), prediction.to(at::kFloat)}});
}

at::Tensor EpsilonSampler::transferred(const at::Tensor& latents,
                                       const at::Tensor& noise,
                                       int from,
                                       int to) const {
    // alpha_to · clean + sigma_to · noise, with the difference of the two noise factors rewritten
    // as a quotient that loses no digits between close levels.
    const double a = alpha(from), b = alpha(to);
    const double gain = (b * b - a * a) / (a * (a * sigma(to) + b * sigma(from)));
    return combination({{b / a, latents}, {-gain, noise}});
}

}  // namespace plumbline::schedulers
