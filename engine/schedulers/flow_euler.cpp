// SPDX-License-Identifier: GPL-3.0-or-later
#include "schedulers/flow_sampler.h"

#include <ATen/ATen.h>

namespace plumbline::schedulers {
namespace {

/// x <- x + (sigma_next - sigma) * velocity.
class FlowEuler final : public FlowSampler {
public:
    using FlowSampler::FlowSampler;

    at::Tensor step(int step, const at::Tensor& latents, const at::Tensor& velocity) override {
        enter(step, latents, velocity);
        return at::add(latents, velocity.to(at::kFloat), sigma(step + 1) - sigma(step));
    }
};

}  // namespace

std::unique_ptr<Scheduler> make_flow_euler(FlowSchedule schedule) {
    return std::make_unique<FlowEuler>(std::move(schedule));
}

}  // namespace plumbline::schedulers
