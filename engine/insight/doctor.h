// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "insight/recording.h"

#include <string>
#include <vector>

namespace plumbline::insight {

/// What a trace can show to be wrong or worth knowing. Fields of a Finding that a symptom does not
/// name keep their zero.
enum class Symptom {
    NothingRecorded,  // the trace holds no calls
    TooFewSteps,      // count: steps; total: calls that the rule was asked about
    NonFinite,        // count: calls with an error that is no finite number
    NeverEngages,     // total: eligible; value: threshold; smallest: least sum; better, gain, count
    AlmostEngages,    // the same, and the least sum is close above the threshold
    AlwaysEngages,    // total: eligible, all reused; value: threshold; better: least that does so
    CliffNearby,      // value: threshold; better: where decisions change; gain: speed-up there
    ClippedWeights,   // count of total skips whose alignment weight was clipped
    BranchesDisagree,  // count of total steps at which only one branch was reused
    Working            // count of total eligible calls reused; gain: ideal speed-up
};

[[nodiscard]] const char* name(Symptom symptom);  // "never-engages", …

/// A symptom with its numbers filled in, for a sentence in any language.
struct Finding {
    Symptom symptom = Symptom::Working;
    int count = 0, total = 0;
    double value = 0.0, smallest = 0.0;
    double better = 0.0;  // another threshold
    double gain = 1.0;    // predicted or ideal speed-up
};

/// Most urgent first; never empty.
[[nodiscard]] std::vector<Finding> diagnose(const Recording& recording);

/// One English sentence.
[[nodiscard]] std::string describe(const Finding& finding);

}  // namespace plumbline::insight
