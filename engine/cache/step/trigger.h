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

namespace plumbline::cache {

/// What a trigger found out about one call.
struct Reading {
    double error = api::kNone;         // added to the error of the branch
    double probe_change = api::kNone;  // telemetry; NaN where the trigger has no such value
    double input_change = api::kNone;
    std::optional<cuda::ProbeMeans>
        means;  // shared with the estimator, so that one reduction serves both
    /// Relative change of the probe of every token, [L] f32 on the CPU; undefined unless the step
    /// asks for it and the trigger has one.
    at::Tensor token_errors;
};

/// When: estimates the error that reusing the cache at this call would make. Memory of past calls,
/// warm-up, accumulation and the comparison with the threshold are StepPolicy's.
class Trigger {
public:
    virtual ~Trigger() = default;
    /// New run. Throws Error{Usage} when the parameters do not fit the model.
    virtual void begin(const RunShape&) {}
    /// Blocks to run before measure(); 0 when it looks at the input only.
    [[nodiscard]] virtual int probe_blocks() const { return 0; }
    /// probed: the streams after probe_blocks() blocks. history: usable.
    [[nodiscard]] virtual Reading measure(const StackPass& pass,
                                          const models::Streams& probed,
                                          const History& history) = 0;
};

}  // namespace plumbline::cache
