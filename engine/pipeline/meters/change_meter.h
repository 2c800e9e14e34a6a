// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "pipeline/meters/meter.h"

#include <array>

namespace plumbline::pipeline {

/// How signals, outputs and residuals change from call to call: TeaCache's polynomials and
/// MagCache's ratios.
class ChangeMeter final : public Meter {
public:
    struct Wanted {
        bool teacache = true, magcache = true;
    };
    ChangeMeter(bool is_wan, const Wanted& wanted) : is_wan_(is_wan), wanted_(wanted) {}

    void begin(const cache::RunShape& shape) override;
    void after(cache::StackPass& pass, const models::Streams& output) override;
    [[nodiscard]] nlohmann::ordered_json state() const override;
    void restore(const nlohmann::ordered_json& state) override;
    void put_into(Calibration& calibration) const override;

    /// Pairs of changes: of a signal, and of what the stack gave.
    struct Points {
        std::vector<double> x, y;
    };
    /// Sums over prompts of one step of one branch.
    struct Ratio {
        double mean = 0, deviation = 0;
        int count = 0;
    };

private:
    struct Branch {
        at::Tensor signal, projection, output, residual;
    };

    bool is_wan_;
    Wanted wanted_;
    std::array<Branch, 2> branches_;
    Points signal_, projection_;
    std::array<std::vector<Ratio>, 2> ratios_;
};

}  // namespace plumbline::pipeline
