// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cache/step/trigger.h"

#include <array>

namespace plumbline::cache {

/// EasyCache (arXiv 2507.02860): how much the output changed for a change of the input is nearly
/// the same from step to step. That rate, taken at the last two computed calls, times the input's
/// change now, over the size of the last output, is the error.
class RateTrigger final : public Trigger {
public:
    void begin(const RunShape&) override { end(); }
    void end() override { branches_ = {}; }
    [[nodiscard]] Reading measure(const StackPass& pass,
                                  const models::Streams& probed,
                                  const History& history) override;
    void settle(const StackPass& pass, bool computed, const at::Tensor& output) override;
    [[nodiscard]] std::vector<at::Tensor> tensors() const override;

private:
    struct Branch {
        at::Tensor input;          // of the call before
        at::Tensor output;         // likewise
        double rate = api::kNone;  // mean|y - y'| / mean|x - x'|
    };
    std::array<Branch, 2> branches_;
};

}  // namespace plumbline::cache
