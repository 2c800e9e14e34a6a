// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cache/step/trigger.h"

#include <array>

namespace plumbline::cache {

/// What TeaCache watches.
enum class Signal {
    TimeEmbedding,   // e of Wan: depends on the timestep alone
    TimeProjection,  // e0 of Wan, likewise
    ModulatedInput   // what the first block's attention reads: depends on the latents
};

/// c0 x⁴ + c1 x³ + c2 x² + c3 x + c4: how much the output changes when the signal changes by x.
using Polynomial = std::array<double, 5>;
[[nodiscard]] double value_at(const Polynomial& polynomial, double x);

/// TeaCache (arXiv 2411.19108): the relative L1 change of a signal since the branch's previous
/// call, computed or not, through a polynomial fitted to the model.
class SignalTrigger final : public Trigger {
public:
    /// clamp: keeps what the polynomial says within 0 … 1.
    SignalTrigger(Signal signal, const Polynomial& polynomial, bool clamp)
        : signal_(signal), polynomial_(polynomial), clamp_(clamp) {}

    void begin(const RunShape&) override { end(); }
    void end() override { branches_ = {}; }
    void observe(StackPass& pass) override;
    [[nodiscard]] Reading measure(const StackPass& pass,
                                  const models::Streams& probed,
                                  const History& history) override;
    [[nodiscard]] std::vector<at::Tensor> tensors() const override;

private:
    struct Branch {
        at::Tensor previous;         // the signal of the call before
        double change = api::kNone;  // of this call's
    };
    Signal signal_;
    Polynomial polynomial_;
    bool clamp_;
    std::array<Branch, 2> branches_;
};

}  // namespace plumbline::cache
