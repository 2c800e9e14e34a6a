// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/events.h"

#include <map>
#include <optional>
#include <string>

namespace plumbline::ui {

/// What a run will do, known before it: methods that decide by the number of the step alone.
struct PlannedSchedule {
    std::map<api::Branch, std::string> decisions;  // letters, one a step
    int blocks_run = 0, blocks = 0;                // block evaluations; blocks: without a cache
    int in_parts = 0;                              // of blocks_run: with parts reused within
};

/// Out of the engine's answer to a ForecastRequest; nothing where it knows none.
[[nodiscard]] std::optional<PlannedSchedule> planned_schedule(const std::string& json);

}  // namespace plumbline::ui
