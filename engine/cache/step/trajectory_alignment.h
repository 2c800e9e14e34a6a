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
    /// max_weight: at least 1.
    explicit TrajectoryAlignment(double max_weight) : max_weight_(max_weight) {}

    /// reading.means must be there.
    [[nodiscard]] Estimate estimate(const at::Tensor& input,
                                    const History& history,
                                    const Reading& reading) const override;

private:
    double max_weight_;
};

}  // namespace plumbline::cache
