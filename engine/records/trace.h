// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/events.h"
#include "insight/recording.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace plumbline::records {

inline constexpr const char* kTraceSchema = "plumbline/trace/v1";

/// A recorded run, read back. Of a step's own times only the sum over its calls is known.
struct Trace {
    std::string header;  // the first line, JSON
    std::string result;  // the result object, JSON; empty when the trace has none
    std::string model, family, prompt, method;
    api::Params params;                 // of the method at the start
    std::optional<insight::Rule> rule;  // nothing: the method has no threshold to replay
    int blocks = 0;
    bool stopped = false;
    std::vector<api::StepEvent> steps;
    std::vector<api::ParamsApplied> applied;
};

/// Throws Error{Input} naming the file, the line and what is wrong with it.
[[nodiscard]] Trace read_trace(const std::filesystem::path& path);

}  // namespace plumbline::records
