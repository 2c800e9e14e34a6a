// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/events.h"
#include "cache/policy.h"
#include "cache/stack_pass.h"

#include <ATen/core/Tensor.h>

#include <functional>
#include <vector>

namespace plumbline::cache {

/// One branch's prediction, [B, C, T, h, w]; adds the record of its pass.
using RunBranch = std::function<at::Tensor(api::Branch branch)>;

/// Prediction of a step. Without guidance that of the conditional branch; else u + scale · (c - u):
/// both branches, conditional first, unless the policy stands in for the unconditional one, which
/// is then recorded as estimated. The policy sees the conditional prediction.
[[nodiscard]] at::Tensor prediction_of(CachePolicy& policy,
                                       const StepInfo& step,
                                       int blocks,
                                       const RunBranch& run,
                                       std::vector<api::PassRecord>& records);

}  // namespace plumbline::cache
