// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/recipe.h"
#include "base/checkpoint.h"
#include "tools/report.h"

namespace plumbline::tools {

/// Describes a weight file or a folder of model parts from headers alone: family, naming, size,
/// dtypes, tensors that are missing or unexpected, memory. Throws Error{Input} for what cannot be
/// read or holds no model.
[[nodiscard]] ToolReport inspect(const api::InspectRequest& request, const Checkpoint& checkpoint);

}  // namespace plumbline::tools
