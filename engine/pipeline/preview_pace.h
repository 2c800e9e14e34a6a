// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace plumbline::pipeline {

/// Says when a preview may be made: not more often than asked, and never so often that previews
/// take more than kShare of the time of the steps.
class PreviewPace {
public:
    static constexpr double kShare = 0.03;

    /// least_seconds: between two previews; 0 or less: none at all.
    explicit PreviewPace(double least_seconds) : least_ms_(least_seconds * 1e3) {}

    /// After a step that took step_ms. True: make one, and tell what it took.
    [[nodiscard]] bool is_due(double step_ms) {
        steps_ms_ += step_ms;
        if (!(least_ms_ > 0)) return false;
        if (made_ && steps_ms_ - last_ms_ < least_ms_) return false;
        return spent_ms_ + cost_ms_ <= kShare * steps_ms_;
    }
    void took(double ms) {
        made_ = true;
        last_ms_ = steps_ms_;
        cost_ms_ = ms;
        spent_ms_ += ms;
    }

private:
    double least_ms_;
    double steps_ms_ = 0, last_ms_ = 0;  // time of the steps: now, and at the last preview
    double cost_ms_ = 0, spent_ms_ = 0;  // of the last preview, of all
    bool made_ = false;
};

}  // namespace plumbline::pipeline
