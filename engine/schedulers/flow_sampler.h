// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "schedulers/flow_schedule.h"
#include "schedulers/sampler_parts.h"
#include "schedulers/scheduler.h"

#include <memory>

namespace plumbline::schedulers {

/// What all flow samplers share: the schedule and the order of the calls.
class FlowSampler : public Scheduler {
public:
    explicit FlowSampler(FlowSchedule schedule) : schedule_(std::move(schedule)) {}
    [[nodiscard]] const std::vector<double>& timesteps() const override {
        return schedule_.timesteps;
    }
    [[nodiscard]] const std::vector<double>& sigmas() const override { return schedule_.sigmas; }
    [[nodiscard]] at::Tensor expected_clean(int step,
                                            const at::Tensor& latents,
                                            const at::Tensor& prediction) const override;

protected:
    [[nodiscard]] int count() const { return static_cast<int>(schedule_.timesteps.size()); }
    [[nodiscard]] double sigma(int i) const {
        return schedule_.sigmas[static_cast<std::size_t>(i)];
    }
    [[nodiscard]] double alpha(int i) const { return 1.0 - sigma(i); }
    /// ln alpha - ln sigma: -inf at sigma 1, inf at sigma 0.
    [[nodiscard]] double log_ratio(int i) const;
    /// See StepOrder.
    void enter(int step, const at::Tensor& latents, const at::Tensor& velocity) {
        order_.enter(step, count(), latents, velocity);
    }

private:
    FlowSchedule schedule_;
    StepOrder order_;
};

[[nodiscard]] std::unique_ptr<Scheduler> make_flow_euler(FlowSchedule schedule);
/// Order 2, bh2, predicts x0, lower order at the end. Needs sigma_0 < 1.
[[nodiscard]] std::unique_ptr<Scheduler> make_unipc(FlowSchedule schedule);
/// DPM++ 2M midpoint; first order at the first and the last step.
[[nodiscard]] std::unique_ptr<Scheduler> make_dpm_solver(FlowSchedule schedule);

}  // namespace plumbline::schedulers
