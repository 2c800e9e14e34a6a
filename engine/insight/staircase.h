// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "insight/schedule_replay.h"

#include <cstddef>
#include <optional>
#include <vector>

namespace plumbline::insight {

/// One tread: from this threshold on, up to that of the next one, the decisions are these.
struct Tread {
    double threshold = 0.0;  // the smallest tried that gives them
    int skipped = 0;
    double speedup = 1.0;
};

/// Speed-up as a function of the threshold in [lowest, highest], by replay. Every threshold at
/// which a decision can change is tried; of more than `most` of them an even choice;
/// of more than 2,000 calls, `most` thresholds evenly spaced. Ascending; the
/// first tread begins at `lowest`. The speed-up need not rise everywhere.
[[nodiscard]] std::vector<Tread> staircase(const Recording& recording,
                                           double lowest,
                                           double highest,
                                           std::size_t most = 512);

/// The first tread that reuses at least this many calls; nothing when none does.
[[nodiscard]] std::optional<Tread> first_tread_with(const std::vector<Tread>& treads, int skipped);

}  // namespace plumbline::insight
