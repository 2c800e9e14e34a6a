// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/recipe.h"
#include "base/checkpoint.h"
#include "tools/report.h"

namespace plumbline::tools {

/// Compares two clips (videos, pictures, PNG folders) by PSNR and SSIM, or two files of latents by
/// their differences. Throws Error{Usage} for a metric that does not exist and for things that
/// cannot be compared with each other, Error{Input} for what cannot be read.
[[nodiscard]] ToolReport compare(const api::CompareRequest& request, const Checkpoint& checkpoint);

}  // namespace plumbline::tools
