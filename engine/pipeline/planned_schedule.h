// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/events.h"
#include "pipeline/run_plan.h"

#include <optional>
#include <string>
#include <vector>

namespace plumbline::pipeline {

/// What a run will do at every step, as far as that is known before it.
struct PlannedSchedule {
    std::string cond, uncond;  // decision letters, one a call; uncond: empty without guidance
    int blocks_run = 0;        // of both branches
    int blocks = 0;            // without a cache
    int in_parts = 0;          // of blocks_run: with attention or MLPs reused within
    bool operator==(const PlannedSchedule&) const = default;
};

/// By the method itself, over blocks that compute nothing: exact. Nothing for a method that decides
/// by what it sees. Live changes to come are not in it.
[[nodiscard]] std::optional<PlannedSchedule> planned_schedule(const RunPlan& plan);

}  // namespace plumbline::pipeline
