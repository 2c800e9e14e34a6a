// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "schedulers/sampler_parts.h"
#include "schedulers/schedule.h"
#include "schedulers/scheduler.h"

#include <memory>

namespace plumbline::schedulers {

/// What the samplers for predicted noise share. Latents are alpha · clean + sigma · noise with
/// alpha² + sigma² = 1; the levels of the schedule are sigma / alpha.
class EpsilonSampler : public Scheduler {
public:
    explicit EpsilonSampler(Schedule schedule) : schedule_(std::move(schedule)) {}
    [[nodiscard]] const std::vector<double>& timesteps() const override {
        return schedule_.timesteps;
    }
    [[nodiscard]] const std::vector<double>& sigmas() const override { return schedule_.sigmas; }
    [[nodiscard]] at::Tensor expected_clean(int step,
                                            const at::Tensor& latents,
                                            const at::Tensor& prediction) const override;

protected:
    [[nodiscard]] int count() const { return static_cast<int>(schedule_.timesteps.size()); }
    [[nodiscard]] double level(int i) const {
        return schedule_.sigmas[static_cast<std::size_t>(i)];
    }
    [[nodiscard]] double alpha(int i) const;
    [[nodiscard]] double sigma(int i) const { return level(i) * alpha(i); }
    /// ln alpha - ln sigma: inf at level 0.
    [[nodiscard]] double log_ratio(int i) const;
    /// Latents of level `from` at level `to`, were the noise all the way what is predicted.
    [[nodiscard]] at::Tensor transferred(const at::Tensor& latents,
                                         const at::Tensor& noise,
                                         int from,
                                         int to) const;
    /// See StepOrder.
    void enter(int step, const at::Tensor& latents, const at::Tensor& noise) {
        order_.enter(step, count(), latents, noise);
    }

private:
    Schedule schedule_;
    StepOrder order_;
};

/// Without added noise (eta 0).
[[nodiscard]] std::unique_ptr<Scheduler> make_ddim(Schedule schedule);
/// Pseudo linear multistep of order 4 without Runge-Kutta steps: call 1 repeats the first step with
/// the mean of the first two predictions.
[[nodiscard]] std::unique_ptr<Scheduler> make_plms(Schedule schedule);
/// Works on clean + level · noise, which the model is shown scaled down.
[[nodiscard]] std::unique_ptr<Scheduler> make_euler_sd(Schedule schedule);
/// DPM++ 2M midpoint; first order at the first and the last step.
[[nodiscard]] std::unique_ptr<Scheduler> make_epsilon_dpm_solver(Schedule schedule);

}  // namespace plumbline::schedulers
