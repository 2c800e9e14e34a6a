// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "insight/recording.h"

#include <map>
#include <string>

namespace plumbline::insight {

/// The decisions that a threshold would have led to.
struct Schedule {
    std::map<api::Branch, std::string> decisions;  // letters of the command line, one a call
    int calls = 0, skipped = 0;
    double work = 0.0;  // in whole forwards

    /// Ideal speed-up: forwards without a cache over the work done.
    [[nodiscard]] double speedup() const { return work > 0 ? calls / work : 1.0; }
};

/// Replays the rule at another threshold on the errors of this run. It is exact where the decisions
/// stay the same; where they change, the errors after the change would have been others, which
/// nothing but a new run can tell.
[[nodiscard]] Schedule replay(const Recording& recording, double threshold);

}  // namespace plumbline::insight
