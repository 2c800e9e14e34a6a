// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cache/step/trigger.h"

#include <vector>

namespace plumbline::cache {

/// How much a model's output moves with its latents and with the time, by timestep. All three are
/// as long.
struct Sensitivities {
    std::vector<double> times;    // on the model's scale, 0 to 1000
    std::vector<double> latents;  // RMS of the output's change over RMS of the latents'
    std::vector<double> time;     // RMS of the output's change over the time's
};

/// SenCache (arXiv 2602.24208): the first-order bound of how far the output has moved since the
/// last computed call, J_x · rms(x - x_r) + J_t · |t - t_r|, both J those of the timestep nearest
/// to t_r. With RMS in place of the norms of the released program, so that one table holds at every
/// size; equal to it at the size of the table. The latents of both branches are the same, and so is
/// what is said of them.
class SensitivityTrigger final : public Trigger {
public:
    /// early_share: of the threshold, that counts during the first early_calls calls.
    SensitivityTrigger(Sensitivities table, double early_share, double early_part);

    void begin(const RunShape& shape) override;
    void end() override;
    [[nodiscard]] Reading measure(const StackPass& pass,
                                  const models::Streams& probed,
                                  const History& history) override;
    void settle(const StackPass& pass, bool computed, const at::Tensor& output) override;
    [[nodiscard]] std::vector<at::Tensor> tensors() const override { return {latents_}; }

private:
    Sensitivities table_;
    double early_share_, early_part_;
    int early_calls_ = 0;
    at::Tensor latents_;  // of the last computed call
    double time_ = 0;     // likewise
    Reading reading_;     // of the conditional branch at the present step
};

}  // namespace plumbline::cache
