// SPDX-License-Identifier: GPL-3.0-or-later
#include "schedulers/epsilon_sampler.h"

#include <ATen/ATen.h>

#include <cmath>

namespace plumbline::schedulers {
namespace {

/// x <- x + (level_next - level) * noise.
class EulerSd final : public EpsilonSampler {
public:
    using EpsilonSampler::EpsilonSampler;

    double noise_scale() const override { return 1.0 / alpha(0); }
    at::Tensor model_input(int step, const at::Tensor& latents) const override {
        return latents * alpha(step);
    }
    at::Tensor expected_clean(int step,
                              const at::Tensor& latents,
                              const at::Tensor& prediction) const override {
        return at::sub(latents, prediction.to(at::kFloat), level(step));
    }
    at::Tensor step(int step, const at::Tensor& latents, const at::Tensor& prediction) override {
        enter(step, latents, prediction);
        return at::add(latents, prediction.to(at::kFloat), level(step + 1) - level(step));
    }
};

}  // namespace

std::unique_ptr<Scheduler> make_euler_sd(Schedule schedule) {
    return std::make_unique<EulerSd>(std::move(schedule));
}

}  // namespace plumbline::schedulers
