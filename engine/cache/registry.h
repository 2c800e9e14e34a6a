// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/cards.h"
#include "api/params.h"
#include "cache/policy.h"

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace plumbline::cache {

/// What decides of a method's steps, where it is known before a run.
enum class Foreknown {
    Nothing,  // it looks at what is generated
    ByStep,   // the number of the step
    ByTime,   // that, and what the model makes of the timestep (models::TimeSignal)
};

/// One row of the table of methods. Adding a method is one file under methods/ and one row in
/// registry.cpp.
struct PolicyEntry {
    std::string id, title, paper, summary;
    std::vector<std::string> families;
    /// Schema with this family's published defaults.
    std::vector<api::ParamSpec> (*params)(std::string_view family);
    /// params: complete and validated.
    std::unique_ptr<CachePolicy> (*make)(std::string_view family, const api::Params& params);
    /// Why the method cannot run here, or nothing.
    std::optional<std::string> (*unsupported)(std::string_view family, const RunShape& shape);
    /// How it decides, for methods that add up an error; null for others.
    api::ThresholdRule (*rule)(std::string_view family) = nullptr;
    Foreknown (*foreknown)(std::string_view family) = [](std::string_view) {
        return Foreknown::Nothing;
    };
};

[[nodiscard]] std::span<const PolicyEntry> policies();
/// Throws Error{Usage} that lists the known ids.
[[nodiscard]] const PolicyEntry& find_policy(std::string_view id);
[[nodiscard]] api::PolicyCard card(const PolicyEntry& entry, std::string_view family);

}  // namespace plumbline::cache
