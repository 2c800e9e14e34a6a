// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "pipeline/run_plan.h"

#include <string>
#include <utility>
#include <vector>

namespace plumbline::pipeline {

/// A method with what is changed from its defaults for a model.
struct BenchSetting {
    std::string method;
    std::vector<std::pair<std::string, std::string>> changes;  // key, value

    /// "threshold=0.1"; several separated by spaces.
    [[nodiscard]] std::string text() const;
};

/// Half, once and twice the method's threshold; intervals of 2, 3 and 5; a pattern of its own and
/// of more and fewer full steps. tuned: the plan with the method's defaults for this model.
[[nodiscard]] std::vector<BenchSetting> usual_settings(const RunPlan& tuned);
/// What a user would turn to make the method faster, from the most exact setting on.
[[nodiscard]] std::vector<BenchSetting> ladder_of(const RunPlan& tuned);
/// The recipe with this method and setting. Throws Error{Usage} where it cannot run.
[[nodiscard]] RunPlan plan_for(const api::Recipe& recipe, const BenchSetting& setting);

}  // namespace plumbline::pipeline
