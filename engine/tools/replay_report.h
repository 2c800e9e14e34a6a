// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/recipe.h"
#include "base/error.h"
#include "tools/case_check.h"
#include "tools/report.h"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace plumbline::tools {

/// How one replayed case ended.
enum class CaseStatus { Replayed, Agrees, Differs, Unsupported, Failed };

/// One replayed case.
struct CaseOutcome {
    std::string name;
    std::string kind{};
    CaseStatus status = CaseStatus::Replayed;
    std::vector<TensorCheck> checks{};
    std::string output{};
    std::optional<Error> trouble{};
};

/// Lines and JSON of all cases, and whether the whole holds: an error first, then a difference,
/// then the silence of nothing checked.
[[nodiscard]] ToolReport report_of(std::span<const CaseOutcome> outcomes,
                                   const api::ReplayRequest& request);

}  // namespace plumbline::tools
