// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/bench_runs.h"

#include <gtest/gtest.h>

namespace plumbline::pipeline {
namespace {

/// Calls of one step; each spends so many milliseconds on blocks.
api::StepEvent step(double ms,
                    const std::vector<std::pair<api::Decision, double>>& calls,
                    double stack_ms = 0) {
    api::StepEvent event;
    event.ms = ms;
    for (const auto& [decision, work] : calls) {
        api::PassRecord pass;
        pass.decision = decision;
        pass.work = work;
        pass.stack_ms = stack_ms;
        event.passes.push_back(pass);
    }
    return event;
}

TEST(IdealSpeedup, CountsWhatRunsAroundTheBlocks) {
    using enum api::Decision;
    // Two calls of 8 ms of blocks and 2 ms around them.
    const std::vector<api::StepEvent> plain(4, step(20, {{Computed, 1}, {Computed, 1}}, 8));
    EXPECT_DOUBLE_EQ(ideal_speedup(plain, plain), 1.0);
    // A skipped call still takes what lies around the blocks, and a probe its share.
    const std::vector<api::StepEvent> skipping{
        step(0, {{Computed, 1}, {Computed, 1}}), step(0, {{Skipped, 0}, {Skipped, 0.25}}),
        step(0, {{Partial, 0.5}, {Skipped, 0}}), step(0, {{Computed, 1}, {Computed, 1}})};
    EXPECT_DOUBLE_EQ(ideal_speedup(plain, skipping), 80.0 / (20 + 2 + 4 + 6 + 2 + 20));
    // An estimated branch takes nothing.
    const std::vector<api::StepEvent> estimating(4, step(0, {{Computed, 1}, {Estimated, 0}}));
    EXPECT_DOUBLE_EQ(ideal_speedup(plain, estimating), 2.0);
}

TEST(CallCounts, AreOfThreeKinds) {
    CallCounts counts;
    for (const api::Decision decision :
         {api::Decision::Computed, api::Decision::Resumed, api::Decision::Skipped,
          api::Decision::Partial, api::Decision::Estimated, api::Decision::Skipped})
        counts.add(decision);
    EXPECT_EQ(counts.computed, 2);
    EXPECT_EQ(counts.partial, 1);
    EXPECT_EQ(counts.reused, 3);
    counts.add(CallCounts(counts));
    EXPECT_EQ(counts.reused, 6);
}

}  // namespace
}  // namespace plumbline::pipeline
