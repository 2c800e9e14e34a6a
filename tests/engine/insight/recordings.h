// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "insight/recording.h"

#include <span>
#include <string>
#include <vector>

namespace plumbline::insight {

/// A recorded run of one branch whose decisions are given, and not computed by what is tested:
/// letters C, R and S; one error for every R and S.
[[nodiscard]] std::vector<api::StepEvent> steps_of(const std::string& letters,
                                                   std::span<const double> errors,
                                                   double threshold);
/// Puts the calls of `other` behind those of the same steps, as the unconditional branch.
[[nodiscard]] std::vector<api::StepEvent> joined(std::vector<api::StepEvent> cond,
                                                 const std::vector<api::StepEvent>& uncond);

/// A probe of one block in ten.
inline constexpr Rule kRule{.or_equal = false, .skip_work = 0.1};

}  // namespace plumbline::insight
