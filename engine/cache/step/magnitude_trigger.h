// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cache/step/trigger.h"

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace plumbline::cache {

/// How much larger the residual of the stack is than that of the step before: one value a step.
struct MagnitudeCurve {
    std::vector<double> cond;
    std::vector<double> uncond;  // empty: the same
};

/// The value at the nearest place of the curve for each of n places, as the reference does it: the
/// ends stay, halves go to the even neighbour. source: not empty; n: at least 1.
[[nodiscard]] std::vector<double> nearest_values(std::span<const double> source, std::int64_t n);

/// MagCache (arXiv 2506.09045): how much the residual of the stack shrinks from step to step is
/// nearly the same for every prompt. The product of these ratios since the last computed call says
/// how wrong its residual has become.
class MagnitudeTrigger final : public Trigger {
public:
    struct Rules {
        int most_skips = 2;            // one after the other
        bool kink_at_step_11 = false;  // of 28, Flux.1: never skipped
    };
    MagnitudeTrigger(MagnitudeCurve curve, const Rules& rules)
        : curve_(std::move(curve)), rules_(rules) {}

    void begin(const RunShape& shape) override;
    [[nodiscard]] Reading measure(const StackPass& pass,
                                  const models::Streams& probed,
                                  const History& history) override;
    void settle(const StackPass& pass, bool computed, const at::Tensor& output) override;

private:
    struct Branch {
        std::vector<double> ratios;  // one a call
        double product = 1;          // since the last computed call
        int skips = 0;
    };
    MagnitudeCurve curve_;
    Rules rules_;
    std::array<Branch, 2> branches_;
};

}  // namespace plumbline::cache
