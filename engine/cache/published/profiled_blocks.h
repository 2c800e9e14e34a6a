// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/denoiser.h"

#include <string_view>
#include <vector>

namespace plumbline::cache {

/// Consecutive blocks that are reused together, [first, last].
struct BlockRun {
    int first = 0, last = 0;
    bool decreasing = false;  // refreshed by the list of steps, not at equal distances
    bool operator==(const BlockRun&) const = default;
};

/// Steps of 50 at which such a run is refreshed: far apart early, close together late.
[[nodiscard]] const std::vector<int>& decreasing_refresh_steps();

/// What ProfilingDiT reuses of a model of this family and form: the published background blocks of
/// Wan 2.1 14B and HunyuanVideo; of others the middle three fifths of each kind of blocks, which
/// nobody profiled. Ascending.
[[nodiscard]] std::vector<BlockRun> background_runs(std::string_view family,
                                                    const models::StackShape& shape);
/// The middle three fifths of each kind of blocks, for models that nobody looked at.
[[nodiscard]] std::vector<BlockRun> middle_runs(const models::StackShape& shape);
/// Maximal runs of these blocks, which are in any order; none goes from double-stream to
/// single-stream blocks. Throws Error{Usage} for a block that the stack does not have or for all of
/// them.
[[nodiscard]] std::vector<BlockRun> runs_of(const std::vector<double>& blocks,
                                            const models::StackShape& shape);

}  // namespace plumbline::cache
