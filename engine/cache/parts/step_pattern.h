// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

namespace plumbline::cache {

/// What ProCache does at a step. Numbers as in the patterns that its authors give.
enum class StepValue : std::uint8_t { Reused = 0, Full = 1, Selective = 2 };
using StepPattern = std::vector<StepValue>;  // one a step

/// Between two full steps lie at least and at most so many that are not.
struct CachedBounds {
    int least = 1, most = 4;
};

/// Every way to cut `steps` into `full_steps` segments, each a full step and the cached ones behind
/// it, never longer than the one before; longer early is first. Source: the search space of CASS
/// (arXiv 2512.17298), which draws from it; it is small enough to list. At most `limit` of them.
[[nodiscard]] std::vector<std::vector<int>> segment_partitions(int steps,
                                                               int full_steps,
                                                               const CachedBounds& bounds,
                                                               std::size_t limit = 100'000);
/// A full step and the cached ones behind it, for each segment.
[[nodiscard]] StepPattern pattern_of(const std::vector<int>& segments);
/// Of each run of cached steps the second, fourth, … becomes selective.
[[nodiscard]] StepPattern with_selective(StepPattern pattern);
/// The pattern for another number of steps: the same share of them is full, as densely as before at
/// the same share of the run; selective ones go where with_selective() puts them, if there were
/// any.
[[nodiscard]] StepPattern stretched(const StepPattern& pattern, int steps);

/// Patterns with about this many full steps of fifty, all of them for `steps` or some: at least
/// one. bounds: of fifty steps.
[[nodiscard]] std::vector<StepPattern> candidate_patterns(int steps,
                                                          int full_of_fifty,
                                                          const CachedBounds& bounds = {});
/// That in the middle of the candidates, for models that nobody searched for: neither the most
/// uneven nor the most even one.
[[nodiscard]] StepPattern middle_pattern(int steps, int full_of_fifty);

}  // namespace plumbline::cache
