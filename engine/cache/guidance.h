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

/// Prediction of a guided step, u + guidance · (c - u): both branches, conditional first, unless
/// the policy stands in for the unconditional one, which is then recorded as estimated.
[[nodiscard]] at::Tensor guided_prediction(CachePolicy& policy,
                                           const StepInfo& step,
                                           int blocks,
                                           double guidance,
                                           const RunBranch& run,
                                           std::vector<api::PassRecord>& records);

}  // namespace plumbline::cache
