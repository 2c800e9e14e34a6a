// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/recipe.h"
#include "tools/report.h"

namespace plumbline::tools {

/// This machine in words and as JSON, as far as runs depend on it: processor, memory, LibTorch,
/// CUDA or why there is none, encoders that exports need, and the folders that the program writes
/// to. Opens the CUDA library only where a driver is installed. What is wrong becomes advice, not
/// an error.
[[nodiscard]] ToolReport describe_system(const api::SystemRequest& request);

}  // namespace plumbline::tools
