// SPDX-License-Identifier: GPL-3.0-or-later
#include "schedulers/epsilon_sampler.h"

#include <ATen/ATen.h>

namespace plumbline::schedulers {
namespace {

/// Source: specification 6.5.
class Ddim final : public EpsilonSampler {
public:
    using EpsilonSampler::EpsilonSampler;

    at::Tensor step(int step, const at::Tensor& latents, const at::Tensor& prediction) override {
        enter(step, latents, prediction);
        return transferred(latents, prediction.to(at::kFloat), step, step + 1);
    }
};

}  // namespace

std::unique_ptr<Scheduler> make_ddim(Schedule schedule) {
    return std::make_unique<Ddim>(std::move(schedule));
}

}  // namespace plumbline::schedulers
