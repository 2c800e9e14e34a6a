// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/events.h"

#include <vector>

namespace plumbline::insight {

/// How a method decides that adds up an error until it reaches a threshold.
struct Rule {
    bool or_equal = false;   // reuses while the sum is below the threshold; true: or equal to it
    double skip_work = 0.0;  // share of the stack that a reused call still runs (the probe), 0..1
};

/// The rule of a method as it ran: `declared` by the method, its parameters, blocks of the model.
[[nodiscard]] Rule rule_of(const api::ThresholdRule& declared,
                           const api::Params& params,
                           int blocks);

/// What a replay of the rule needs to know of one model call.
struct RecordedCall {
    int step = 0;
    api::Branch branch = api::Branch::Cond;
    api::Decision decision = api::Decision::Computed;
    /// Whether the rule was asked at all: not in the warm-up, and not overruled by hand.
    bool eligible = false;
    double error = api::kNone;        // measured at this call; may be non-finite
    double accumulated = api::kNone;  // compared with the threshold at this call
    double threshold = api::kNone;
    double weight = api::kNone,
           weight_raw = api::kNone;  // alignment weight: used, and before clipping
    double work = 1.0;
};

/// A run's calls in the order in which they were made.
struct Recording {
    Rule rule;
    int steps = 0;
    std::vector<RecordedCall> calls;
};

/// Takes what is needed out of the events of a run, whole or still going.
[[nodiscard]] Recording recording_of(const std::vector<api::StepEvent>& steps, const Rule& rule);

/// Whether a call with this sum of errors is reused. A threshold of 0 never reuses, a sum that is
/// not finite is never reused.
[[nodiscard]] bool is_reused(const Rule& rule, double accumulated, double threshold);

}  // namespace plumbline::insight
