// SPDX-License-Identifier: GPL-3.0-or-later
#include "insight/doctor.h"

#include "insight/staircase.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <optional>

namespace plumbline::insight {
namespace {

constexpr int kFewSteps = 10;          // below, warm-up and last steps leave nothing to reuse
constexpr double kClose = 1.25;        // a least sum up to this many thresholds is almost there
constexpr double kNearby = 0.10;       // share of the threshold in which a change is a cliff nearby
constexpr double kCliff = 1.10;        // ratio of speed-ups that makes a step of the stairs a cliff
constexpr double kMostly = 0.5;        // share of the skips
constexpr double kDisagreement = 0.2;  // share of the steps
constexpr double kFarOff = 10.0;       // thresholds beyond this many present ones are no advice

struct Counts {
    int eligible = 0, skipped = 0, clipped = 0, weighted = 0, not_finite = 0;
    double least_sum = std::numeric_limits<double>::infinity();
    double threshold = api::kNone;  // of the last call that had one
};

Counts count(const Recording& recording) {
    Counts counts;
    for (const RecordedCall& call : recording.calls) {
        if (std::isfinite(call.threshold)) counts.threshold = call.threshold;
        if (!call.eligible) continue;
        ++counts.eligible;
        if (call.decision == api::Decision::Skipped) ++counts.skipped;
        if (!std::isfinite(call.accumulated))
            ++counts.not_finite;
        else
            counts.least_sum = std::min(counts.least_sum, call.accumulated);
        if (std::isfinite(call.weight) && std::isfinite(call.weight_raw)) {
            ++counts.weighted;
            if (call.weight != call.weight_raw) ++counts.clipped;
        }
    }
    return counts;
}

/// The threshold that reuses about a third of what can be reused: where people start.
std::optional<Tread> start_of_use(const Recording& recording, const Counts& counts) {
    const double highest = std::max(counts.least_sum * 2, counts.threshold * kFarOff);
    const std::vector<Tread> treads = staircase(recording, 0.0, highest);
    const int wanted = std::max(1, counts.eligible / 3);
    for (int skips = wanted; skips > 0; skips /= 2) {
        if (const auto tread = first_tread_with(treads, skips)) return tread;
    }
    return std::nullopt;
}

Finding does_not_engage(const Recording& recording, const Counts& counts) {
    Finding finding{.symptom = counts.least_sum <= counts.threshold * kClose
                                   ? Symptom::AlmostEngages
                                   : Symptom::NeverEngages,
                    .total = counts.eligible,
                    .value = counts.threshold,
                    .smallest = counts.least_sum};
    if (const auto tread = start_of_use(recording, counts)) {
        finding.better = tread->threshold;
        finding.count = tread->skipped;
        finding.gain = tread->speedup;
    }
    return finding;
}

/// All eligible calls are reused: how far down the threshold could go without a change.
Finding always_engages(const Recording& recording, const Counts& counts) {
    double lowest = counts.threshold;
    const std::vector<Tread> treads = staircase(recording, 0.0, counts.threshold);
    if (!treads.empty()) lowest = treads.back().threshold;
    return {.symptom = Symptom::AlwaysEngages,
            .total = counts.eligible,
            .value = counts.threshold,
            .better = lowest};
}

std::optional<Finding> cliff(const Recording& recording, const Counts& counts) {
    const double low = counts.threshold * (1 - kNearby), high = counts.threshold * (1 + kNearby);
    const double here = replay(recording, counts.threshold).speedup();
    std::optional<Finding> worst;
    for (const Tread& tread : staircase(recording, low, high)) {
        const double ratio = std::max(tread.speedup / here, here / tread.speedup);
        const double before = worst ? std::max(worst->gain / here, here / worst->gain) : kCliff;
        if (ratio < before) continue;
        worst = Finding{.symptom = Symptom::CliffNearby,
                        .value = counts.threshold,
                        .better = tread.threshold,
                        .gain = tread.speedup};
    }
    return worst;
}

std::optional<Finding> disagreement(const Recording& recording) {
    std::map<int, std::vector<bool>> by_step;
    for (const RecordedCall& call : recording.calls) {
        if (call.eligible) by_step[call.step].push_back(call.decision == api::Decision::Skipped);
    }
    Finding finding{.symptom = Symptom::BranchesDisagree};
    for (const auto& [step, reused] : by_step) {
        if (reused.size() < 2) continue;
        ++finding.total;
        if (reused.front() != reused.back()) ++finding.count;
    }
    if (finding.total == 0 || finding.count < kDisagreement * finding.total) return std::nullopt;
    return finding;
}

}  // namespace

const char* name(Symptom symptom) {
    switch (symptom) {
        case Symptom::NothingRecorded: return "nothing-recorded";
        case Symptom::TooFewSteps: return "too-few-steps";
        case Symptom::NonFinite: return "non-finite";
        case Symptom::NeverEngages: return "never-engages";
        case Symptom::AlmostEngages: return "almost-engages";
        case Symptom::AlwaysEngages: return "always-engages";
        case Symptom::CliffNearby: return "cliff-nearby";
        case Symptom::ClippedWeights: return "clipped-weights";
        case Symptom::BranchesDisagree: return "branches-disagree";
        case Symptom::Working: return "working";
    }
    return "unknown";
}

std::vector<Finding> diagnose(const Recording& recording) {
    if (recording.calls.empty()) return {{.symptom = Symptom::NothingRecorded}};
    const Counts counts = count(recording);
    std::vector<Finding> findings;
    if (counts.not_finite > 0)
        findings.push_back({.symptom = Symptom::NonFinite, .count = counts.not_finite});
    if (recording.steps < kFewSteps || counts.eligible < 2) {
        findings.push_back(
            {.symptom = Symptom::TooFewSteps, .count = recording.steps, .total = counts.eligible});
    }
    if (counts.eligible > 0 && std::isfinite(counts.threshold)) {
        if (counts.skipped == 0 && std::isfinite(counts.least_sum))
            findings.push_back(does_not_engage(recording, counts));
        if (counts.skipped == counts.eligible)
            findings.push_back(always_engages(recording, counts));
        if (const auto found = cliff(recording, counts)) findings.push_back(*found);
    }
    if (counts.weighted > 0 && counts.clipped > kMostly * counts.weighted) {
        findings.push_back({.symptom = Symptom::ClippedWeights,
                            .count = counts.clipped,
                            .total = counts.weighted});
    }
    if (const auto found = disagreement(recording)) findings.push_back(*found);
    if (counts.skipped > 0) {
        findings.push_back({.symptom = Symptom::Working,
                            .count = counts.skipped,
                            .total = counts.eligible,
                            .gain = replay(recording, counts.threshold).speedup()});
    }
    if (findings.empty()) {
        findings.push_back({.symptom = Symptom::TooFewSteps, .count = recording.steps});
    }
    return findings;
}

std::string describe(const Finding& f) {
    const auto advice = [&] {
        return f.count > 0 ? fmt::format("; {:.3g} would reuse about {} ({:.2f}x)", f.better,
                                         f.count, f.gain)
                           : std::string();
    };
    switch (f.symptom) {
        case Symptom::NothingRecorded: return "The trace holds no model calls.";
        case Symptom::TooFewSteps:
            return fmt::format(
                "Too few steps to cache: of {} steps the rule was asked at {} calls; "
                "use more steps or a shorter retention.",
                f.count, f.total);
        case Symptom::NonFinite:
            return fmt::format(
                "{} calls measured an error that is no finite number; they were "
                "computed. Look at the model's files and the precision.",
                f.count);
        case Symptom::NeverEngages:
            return fmt::format(
                "0 of {} eligible calls reused: the smallest error {:.3g} is above "
                "the threshold {:.3g}{}.",
                f.total, f.smallest, f.value, advice());
        case Symptom::AlmostEngages:
            return fmt::format(
                "0 of {} eligible calls reused, but almost: the smallest error "
                "{:.3g} is close above the threshold {:.3g}{}.",
                f.total, f.smallest, f.value, advice());
        case Symptom::AlwaysEngages:
            return fmt::format(
                "All {} eligible calls were reused: the threshold {:.3g} decides "
                "nothing; any above {:.3g} does the same.",
                f.total, f.value, f.better);
        case Symptom::CliffNearby:
            return fmt::format(
                "A cliff is near the threshold {:.3g}: at {:.3g} the speed-up would "
                "be {:.2f}x.",
                f.value, f.better, f.gain);
        case Symptom::ClippedWeights:
            return fmt::format(
                "The alignment weight was clipped in {} of {} reused calls: the "
                "trajectory turns faster than the cap allows; a lower threshold "
                "keeps closer.",
                f.count, f.total);
        case Symptom::BranchesDisagree:
            return fmt::format(
                "The guidance branches disagree at {} of {} steps: one was computed "
                "where the other was reused.",
                f.count, f.total);
        case Symptom::Working:
            return fmt::format("{} of {} eligible calls reused; ideal speed-up {:.2f}x.", f.count,
                               f.total, f.gain);
    }
    return {};
}

}  // namespace plumbline::insight
