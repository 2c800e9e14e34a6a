// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "pipeline/meters/meter.h"

namespace plumbline::pipeline {

/// SenCache's table: two calls more a step, along the trajectory that the run took: with the next
/// step's latents at this step's time, and the other way round; at the last step those of the one
/// before.
class SensitivityMeter final : public Meter {
public:
    void finish(const WatchedRun& run) override;
    [[nodiscard]] nlohmann::ordered_json state() const override;
    void restore(const nlohmann::ordered_json& state) override;
    /// The 0.9 quantile over prompts, rounded to five digits.
    void put_into(Calibration& calibration) const override;

private:
    /// Of one step: of each prompt.
    struct Step {
        double t = 0;
        std::vector<double> latents, time;
    };
    std::vector<Step> steps_;
};

}  // namespace plumbline::pipeline
