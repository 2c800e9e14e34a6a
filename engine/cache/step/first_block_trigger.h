// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cache/step/trigger.h"

namespace plumbline::cache {

/// FirstBlockCache: the relative L1 change of what the first block adds, against the last computed
/// call (not the last call).
class FirstBlockTrigger final : public Trigger {
public:
    [[nodiscard]] int probe_blocks() const override { return 1; }
    [[nodiscard]] Needs needs() const override {
        return {.last_call = false, .probe_residual = true, .older = false};
    }
    [[nodiscard]] Reading measure(const StackPass& pass,
                                  const models::Streams& probed,
                                  const History& history) override;
};

}  // namespace plumbline::cache
