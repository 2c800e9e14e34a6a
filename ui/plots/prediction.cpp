// SPDX-License-Identifier: GPL-3.0-or-later
#include "plots/prediction.h"

#include <QCoreApplication>
#include <algorithm>
#include <cmath>
#include <utility>

namespace plumbline::ui {
namespace {

constexpr double kSameThreshold = 1e-9;

/// Calls of a run and how many of them were reused.
std::pair<int, int> count(const RunSeries& series) {
    int calls = 0, skipped = 0;
    for (const api::Branch branch : {api::Branch::Cond, api::Branch::Uncond}) {
        const auto& decisions = series.branch(branch).decisions;
        calls += static_cast<int>(decisions.size());
        skipped += static_cast<int>(std::ranges::count(decisions, api::Decision::Skipped));
    }
    return {calls, skipped};
}

}  // namespace

QString words_of(const PredictionOutcome& outcome) {
    return QCoreApplication::translate(
               "Prediction", "threshold %1: predicted %2×, %3 of %4 reused; actual %5×, %6 reused")
        .arg(QString::number(outcome.threshold, 'g', 3))
        .arg(outcome.predicted.speedup, 0, 'f', 2)
        .arg(outcome.predicted.skipped)
        .arg(outcome.calls)
        .arg(outcome.actual.speedup, 0, 'f', 2)
        .arg(outcome.actual.skipped);
}

void PredictionLog::predict(double threshold, const insight::Schedule& schedule) {
    pending_ = {.threshold = threshold,
                .calls = schedule.calls,
                .effect = {.skipped = schedule.skipped, .speedup = schedule.speedup()}};
}

std::optional<PredictionOutcome> PredictionLog::settle(const RunSeries& series) {
    const auto pending = std::exchange(pending_, std::nullopt);
    // A hand in the run makes it another.
    if (!pending || series.empty() || !series.applied().empty()) return std::nullopt;
    const auto [calls, skipped] = count(series);
    const bool same_threshold = std::ranges::all_of(series.thresholds(), [&](double threshold) {
        return std::abs(threshold - pending->threshold) <= kSameThreshold;
    });
    if (calls != pending->calls || !same_threshold) return std::nullopt;
    outcomes_.push_back({.threshold = pending->threshold,
                         .calls = calls,
                         .predicted = pending->effect,
                         .actual = {.skipped = skipped, .speedup = series.ideal_speedup()}});
    return outcomes_.back();
}

double PredictionLog::mean_miss() const {
    if (outcomes_.empty()) return 0;
    double sum = 0;
    for (const PredictionOutcome& outcome : outcomes_)
        sum += std::abs(outcome.predicted.speedup - outcome.actual.speedup);
    return sum / static_cast<double>(outcomes_.size());
}

}  // namespace plumbline::ui
