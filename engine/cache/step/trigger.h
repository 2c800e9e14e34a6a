// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/events.h"
#include "cache/policy.h"
#include "cache/stack_pass.h"
#include "cache/step/history.h"
#include "cuda/distances.h"
#include "models/denoiser.h"

#include <ATen/core/Tensor.h>

#include <optional>
#include <vector>

namespace plumbline::cache {

/// What a trigger found out about one call.
struct Reading {
    double error = api::kNone;         // added to the error of the branch
    double probe_change = api::kNone;  // telemetry; NaN where the trigger has no such value
    double input_change = api::kNone;
    bool forbids = false;  // must compute, whatever the error
    std::optional<cuda::ProbeMeans>
        means;  // shared with the estimator, so that one reduction serves both
    /// Relative change of the probe of every token, [L] f32 on the CPU; undefined unless the step
    /// asks for it and the trigger has one.
    at::Tensor token_errors;
};

/// When: estimates the error that reusing the cache at this call would make. Warm-up, accumulation
/// and the comparison with the threshold are StepPolicy's, and so is the memory of what went
/// through the stack; a trigger that looks at something else keeps that itself, per branch.
class Trigger {
public:
    virtual ~Trigger() = default;
    /// New run: forget everything. Throws Error{Usage} when the parameters do not fit the model.
    virtual void begin(const RunShape&) {}
    /// Drop every tensor.
    virtual void end() {}
    /// Blocks to run before measure(); 0 when it looks at the input only.
    [[nodiscard]] virtual int probe_blocks() const { return 0; }
    /// What of the past it needs.
    [[nodiscard]] virtual Needs needs() const { return {}; }
    /// Every call, before anything is decided.
    virtual void observe(StackPass&) {}
    /// probed: the streams after probe_blocks() blocks. history: usable.
    [[nodiscard]] virtual Reading measure(const StackPass& pass,
                                          const models::Streams& probed,
                                          const History& history) = 0;
    /// Every call, after it: whether it was computed, and what the stack gave, [B, L, D].
    virtual void settle(const StackPass&, bool /*computed*/, const at::Tensor& /*output*/) {}
    /// Every tensor it holds.
    [[nodiscard]] virtual std::vector<at::Tensor> tensors() const { return {}; }
};

/// 0 for the conditional branch, 1 for the other: where state of a branch is kept.
[[nodiscard]] inline std::size_t index_of(api::Branch branch) {
    return branch == api::Branch::Cond ? 0 : 1;
}

}  // namespace plumbline::cache
