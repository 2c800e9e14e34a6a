// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cache/step/trigger.h"

namespace plumbline::cache {

enum class ProbeErrorKind {
    Probe,      // the change of the probe
    Difference  // how far the probe's change is from the input's
};

/// Throws Error{Usage} when a probe of so many blocks does not fit the model.
void check_probe_depth(int depth, const RunShape& shape);

/// Online probe profiling of DiCache (arXiv 2508.17356): the first blocks run at every call, and
/// the relative L1 change of their output since the branch's previous call stands for the change of
/// the whole stack.
class ProbeTrigger final : public Trigger {
public:
    /// depth: blocks the probe runs, at least 1 and fewer than the stack has.
    ProbeTrigger(int depth, ProbeErrorKind kind) : depth_(depth), kind_(kind) {}

    void begin(const RunShape& shape) override { check_probe_depth(depth_, shape); }
    [[nodiscard]] int probe_blocks() const override { return depth_; }
    [[nodiscard]] Needs needs() const override {
        return {.last_call = true, .probe_residual = false, .older = false};
    }
    [[nodiscard]] Reading measure(const StackPass& pass,
                                  const models::Streams& probed,
                                  const History& history) override;

private:
    int depth_;
    ProbeErrorKind kind_;
};

}  // namespace plumbline::cache
