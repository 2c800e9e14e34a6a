// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/recipe.h"
#include "base/checkpoint.h"
#include "tools/report.h"

#include <functional>
#include <string>

namespace plumbline::tools {

/// Called before each case: how many are done, how many there are, the next one's name.
using ReplayProgress = std::function<void(int done, int total, const std::string& name)>;

/// Runs recorded cases through the engine, writes their results, compares them when asked.
/// A case asked for by its own name throws what is wrong with it: Error{Input} for what is missing,
/// damaged, unknown or not supported yet (Error{Gate} for the latter when it was to be checked). Of
/// many cases, those not supported yet are counted and listed, and other trouble is reported with
/// the case and fails the report. A check that does not hold fails the report with ErrorKind::Gate.
[[nodiscard]] ToolReport replay(const api::ReplayRequest& request,
                                const Checkpoint& checkpoint,
                                const ReplayProgress& progress);

}  // namespace plumbline::tools
