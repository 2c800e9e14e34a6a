// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plots/step_plot.h"

#include <algorithm>
#include <cmath>

namespace plumbline::ui {

/// Where steps lie in a widget that is painted by hand, so that they stand below those of a plot of
/// the same width.
struct StepAxis {
    double from = -0.5, to = 0.5;  // steps shown
    int width = 0;                 // of the widget

    [[nodiscard]] double span() const { return std::max(1, width - 2 * kAxisMargin); }
    [[nodiscard]] double x_of(double step) const {
        return kAxisMargin + (step - from) / (to - from) * span();
    }
    [[nodiscard]] double cell() const { return x_of(1) - x_of(0); }
    [[nodiscard]] int step_at(double x) const {
        return static_cast<int>(std::lround(from + (x - kAxisMargin) / span() * (to - from)));
    }
    /// The first and the last of so many steps that can be seen.
    [[nodiscard]] int first() const {
        return std::max(0, static_cast<int>(std::floor(from + 0.5)));
    }
    [[nodiscard]] int last(int count) const {
        return std::min(count - 1, static_cast<int>(std::ceil(to - 0.5)));
    }
};

}  // namespace plumbline::ui
