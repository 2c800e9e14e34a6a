// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/run_control.h"
#include "pipeline/run_plan.h"
#include "pipeline/run_report.h"

#include <functional>

namespace plumbline::pipeline {

using Publish = std::function<void(api::Body)>;

/// Runs a recipe to its end: prompt → embeddings → latents → frames → file. Throws Error; Cancelled
/// when stopped, after what is to be kept was written.
[[nodiscard]] api::FinishedEvent generate(const api::Recipe& recipe,
                                          api::RunControl& control,
                                          const Publish& publish);

}  // namespace plumbline::pipeline
