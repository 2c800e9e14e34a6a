// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/events.h"
#include "cache/step/history.h"
#include "cache/step/trigger.h"

#include <ATen/core/Tensor.h>

namespace plumbline::cache {

struct Estimate {
    at::Tensor output;           // [B, L, D] in place of what the last block would have given
    double weight = api::kNone;  // telemetry: as used
    double unclipped_weight = api::kNone;  // as computed
};

/// How: predicts the output of the stack from the history at a call that is skipped.
class Estimator {
public:
    virtual ~Estimator() = default;
    /// Blocks that must have run before it can estimate; 0: none.
    [[nodiscard]] virtual int probe_blocks() const { return 0; }
    /// What of the past it needs besides the newest residual of the stack.
    [[nodiscard]] virtual Needs needs() const { return {}; }
    /// input: x, probe: p after the probe's blocks (x without any), [B, L, D]. history: usable.
    [[nodiscard]] virtual Estimate estimate(const at::Tensor& input,
                                            const at::Tensor& probe,
                                            const History& history,
                                            const Reading& reading) const = 0;
};

}  // namespace plumbline::cache
