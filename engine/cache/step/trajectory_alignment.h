// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cache/step/estimator.h"

namespace plumbline::cache {

/// Dynamic cache trajectory alignment of DiCache (arXiv 2508.17356): the last two residuals span a
/// line, and the probe tells how far along it the present call stands: y = x + R2 + γ (R1 - R2), γ
/// = clip(mean|(p - x) - Rp2| / mean|Rp1 - Rp2|, 1, max_weight). With one residual: y = x + R1. γ
/// is 1 when the ratio does not exist.
class TrajectoryAlignment final : public Estimator {
public:
    /// max_weight: at least 1. depth: blocks of the probe.
    TrajectoryAlignment(double max_weight, int depth) : max_weight_(max_weight), depth_(depth) {}

    [[nodiscard]] int probe_blocks() const override { return depth_; }
    [[nodiscard]] Needs needs() const override {
        return {.last_call = true, .probe_residual = true, .older = true};
    }
    /// Takes the reductions of the reading where it has them, else makes its own.
    [[nodiscard]] Estimate estimate(const at::Tensor& input,
                                    const at::Tensor& probe,
                                    const History& history,
                                    const Reading& reading) const override;

private:
    double max_weight_;
    int depth_;
};

}  // namespace plumbline::cache
