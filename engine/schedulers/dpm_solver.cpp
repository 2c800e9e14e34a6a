// SPDX-License-Identifier: GPL-3.0-or-later
#include "schedulers/epsilon_sampler.h"
#include "schedulers/flow_sampler.h"

#include <ATen/ATen.h>

#include <cmath>

namespace plumbline::schedulers {
namespace {

/// DPM-Solver++ 2M over the levels of a sampler family. Source: specification 6.4 and 6.5.
template <typename Family>
class DpmSolver final : public Family {
public:
    using Family::Family;

    at::Tensor step(int step, const at::Tensor& latents, const at::Tensor& prediction) override {
        this->enter(step, latents, prediction);
        at::Tensor clean = this->expected_clean(step, latents, prediction);
        at::Tensor next = step + 1 == this->count() ? clean : advance(step, latents, clean);
        previous_clean_ = std::move(clean);
        return next;
    }

private:
    [[nodiscard]] at::Tensor advance(int step,
                                     const at::Tensor& latents,
                                     const at::Tensor& clean) const {
        // From sigma 1 the distance is infinite: e^-h - 1 = -1, and the slope behind counts for
        // nothing.
        const double distance = this->log_ratio(step + 1) - this->log_ratio(step);
        const double gain = -this->alpha(step + 1) * std::expm1(-distance);
        const double shrink = this->sigma(step + 1) / this->sigma(step);
        if (step == 0) return combination({{shrink, latents}, {gain, clean}});
        const double slope = distance / (2.0 * (this->log_ratio(step) - this->log_ratio(step - 1)));
        return combination(
            {{shrink, latents}, {gain * (1.0 + slope), clean}, {-gain * slope, previous_clean_}});
    }

    at::Tensor previous_clean_;
};

}  // namespace

std::unique_ptr<Scheduler> make_dpm_solver(FlowSchedule schedule) {
    return std::make_unique<DpmSolver<FlowSampler>>(std::move(schedule));
}

std::unique_ptr<Scheduler> make_epsilon_dpm_solver(Schedule schedule) {
    return std::make_unique<DpmSolver<EpsilonSampler>>(std::move(schedule));
}

}  // namespace plumbline::schedulers
