// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "insight/schedule_replay.h"
#include "plots/run_series.h"

#include <QString>
#include <optional>
#include <vector>

namespace plumbline::ui {

/// What a threshold was said to do, or did.
struct ThresholdEffect {
    int skipped = 0;     // calls reused
    double speedup = 1;  // ideal
};

/// A what-if and what came of it.
struct PredictionOutcome {
    double threshold = 0;
    int calls = 0;
    ThresholdEffect predicted, actual;
};

/// "threshold 0.08: predicted 2.10×, 14 of 40 reused; actual 2.00×, 13 reused".
[[nodiscard]] QString words_of(const PredictionOutcome& outcome);

/// Remembers the last what-if of a whole run and holds it against the run that follows. Data only.
class PredictionLog {
public:
    /// The what-if shown now; takes the place of the one before.
    void predict(double threshold, const insight::Schedule& schedule);
    /// A run of the engine ended whole. Nothing when no what-if was shown before it, or when it is
    /// no test of it: another threshold at any step, or another number of calls.
    std::optional<PredictionOutcome> settle(const RunSeries& series);
    /// All so far, oldest first.
    [[nodiscard]] const std::vector<PredictionOutcome>& outcomes() const { return outcomes_; }
    /// Mean of |predicted - actual| speed-up over the outcomes; 0 without any.
    [[nodiscard]] double mean_miss() const;

private:
    struct Pending {
        double threshold = 0;
        int calls = 0;
        ThresholdEffect effect;
    };
    std::optional<Pending> pending_;
    std::vector<PredictionOutcome> outcomes_;
};

}  // namespace plumbline::ui
