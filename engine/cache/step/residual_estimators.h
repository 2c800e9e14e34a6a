// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cache/step/estimator.h"

namespace plumbline::cache {

/// y = x + R: what the whole stack added at the last computed call, neither scaled nor moved
/// (TeaCache, arXiv 2411.19108; MagCache, arXiv 2506.09045; EasyCache, arXiv 2507.02860).
class LastResidual final : public Estimator {
public:
    [[nodiscard]] Estimate estimate(const at::Tensor& input,
                                    const at::Tensor& probe,
                                    const History& history,
                                    const Reading& reading) const override;
};

/// y = p + (R - Rp): what the blocks behind the probe added at the last computed call, on what the
/// probe gives now (FirstBlockCache).
class RemainingResidual final : public Estimator {
public:
    explicit RemainingResidual(int depth) : depth_(depth) {}
    [[nodiscard]] int probe_blocks() const override { return depth_; }
    [[nodiscard]] Needs needs() const override {
        return {.last_call = false, .probe_residual = true, .older = false};
    }
    [[nodiscard]] Estimate estimate(const at::Tensor& input,
                                    const at::Tensor& probe,
                                    const History& history,
                                    const Reading& reading) const override;

private:
    int depth_;
};

}  // namespace plumbline::cache
