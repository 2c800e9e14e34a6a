// SPDX-License-Identifier: GPL-3.0-or-later
#include "schedulers/flow_sampler.h"

#include <ATen/ATen.h>

#include <cmath>

namespace plumbline::schedulers {
namespace {

/// DPM-Solver++ 2M on flow sigmas. Source: specification 6.4.
class DpmSolver final : public FlowSampler {
public:
    using FlowSampler::FlowSampler;

    at::Tensor step(int step, const at::Tensor& latents, const at::Tensor& velocity) override {
        enter(step, latents, velocity);
        at::Tensor clean = at::sub(latents, velocity.to(at::kFloat), sigma(step));
        at::Tensor next = step + 1 == count() ? clean : advance(step, latents, clean);
        previous_clean_ = std::move(clean);
        return next;
    }

private:
    [[nodiscard]] at::Tensor advance(int step,
                                     const at::Tensor& latents,
                                     const at::Tensor& clean) const {
        // From sigma 1 the distance is infinite: e^-h - 1 = -1, and the slope behind counts for
        // nothing.
        const double distance = log_ratio(step + 1) - log_ratio(step);
        const double gain = -alpha(step + 1) * std::expm1(-distance);
        const double shrink = sigma(step + 1) / sigma(step);
        if (step == 0) return combination({{shrink, latents}, {gain, clean}});
        const double slope = distance / (2.0 * (log_ratio(step) - log_ratio(step - 1)));
        return combination(
            {{shrink, latents}, {gain * (1.0 + slope), clean}, {-gain * slope, previous_clean_}});
    }

    at::Tensor previous_clean_;
};

}  // namespace

std::unique_ptr<Scheduler> make_dpm_solver(FlowSchedule schedule) {
    return std::make_unique<DpmSolver>(std::move(schedule));
}

}  // namespace plumbline::schedulers
