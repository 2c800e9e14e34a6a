// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "schedulers/scheduler.h"
#include "tools/case_params.h"

#include <memory>
#include <string_view>
#include <vector>

namespace plumbline::tools {

// Samplers of predicted noise, as the fixtures record them: by their diffusers class and its
// settings, of which only those of Stable Diffusion 1.5 are known.

/// The settings beside "steps".
[[nodiscard]] const std::vector<std::string_view>& beta_parameters();
/// Throws Error{Input} for another class and for settings that we do not have, those that are not
/// said but are the class's own included.
[[nodiscard]] std::unique_ptr<schedulers::Scheduler> make_beta_sampler(const CaseParams& params);

}  // namespace plumbline::tools
