// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "schedulers/flow_schedule.h"
#include "schedulers/scheduler.h"

#include <initializer_list>
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

protected:
    [[nodiscard]] int count() const { return static_cast<int>(schedule_.timesteps.size()); }
    [[nodiscard]] double sigma(int i) const {
        return schedule_.sigmas[static_cast<std::size_t>(i)];
    }
    [[nodiscard]] double alpha(int i) const { return 1.0 - sigma(i); }
    /// ln alpha - ln sigma: -inf at sigma 1, inf at sigma 0.
    [[nodiscard]] double log_ratio(int i) const;
    /// Checks that step is the next one and that the tensors fit together; counts on.
    void enter(int step, const at::Tensor& latents, const at::Tensor& velocity);

private:
    FlowSchedule schedule_;
    int next_step_ = 0;
};

/// One summand of a linear combination; the tensor outlives the call.
struct Term {
    double factor;
    const at::Tensor& tensor;
};

/// Sum of factor * tensor in a new tensor: one pass over the memory a term, none for a factor of 0.
[[nodiscard]] at::Tensor combination(std::initializer_list<Term> terms);

[[nodiscard]] std::unique_ptr<Scheduler> make_flow_euler(FlowSchedule schedule);
/// Order 2, bh2, predicts x0, lower order at the end. Needs sigma_0 < 1.
[[nodiscard]] std::unique_ptr<Scheduler> make_unipc(FlowSchedule schedule);
/// DPM++ 2M midpoint; first order at the first and the last step.
[[nodiscard]] std::unique_ptr<Scheduler> make_dpm_solver(FlowSchedule schedule);

}  // namespace plumbline::schedulers
