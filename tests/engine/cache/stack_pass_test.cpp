// SPDX-License-Identifier: GPL-3.0-or-later
#include "cache/stack_pass.h"

#include "base/error.h"
#include "support/toy_denoiser.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <cmath>

namespace plumbline {
namespace {

class StackPassTest : public ::testing::Test {
protected:
    cache::StackPass pass() {
        return {model_,
                context_,
                model_.embed(model_.noise(1), 500, model_.prompt(1), context_),
                {},
                api::Branch::Uncond,
                checkpoint_};
    }

    testing::ToyDenoiser model_;
    models::BlockContext context_;
    int asked_ = 0;
    Checkpoint checkpoint_{[this] { ++asked_; }};
};

TEST_F(StackPassTest, AllBlocksAreComputed) {
    cache::StackPass all = pass();
    EXPECT_EQ(all.run_all().at, 6);
    const api::PassRecord record = all.record();
    EXPECT_EQ(record.decision, api::Decision::Computed);
    EXPECT_EQ(record.branch, api::Branch::Uncond);
    EXPECT_EQ(record.blocks_run, 6);
    EXPECT_EQ(record.blocks, 6);
    EXPECT_EQ(record.work, 1.0);
    EXPECT_EQ(record.probe_ms, 0);
    EXPECT_GT(record.stack_ms, 0);
    EXPECT_TRUE(std::isnan(record.probe_error));
    EXPECT_TRUE(std::isnan(record.threshold));
    EXPECT_EQ(asked_, 6);  // once before each block
}

TEST_F(StackPassTest, ProbeThenRestIsResumed) {
    cache::StackPass resumed = pass();
    const auto probe = resumed.run_to(resumed.input(), 2);
    resumed.probe_done();
    (void)resumed.run_to(probe, 6);
    EXPECT_EQ(resumed.record().decision, api::Decision::Resumed);
    EXPECT_GT(resumed.record().probe_ms, 0);
    EXPECT_GT(resumed.record().stack_ms, 0);
}

TEST_F(StackPassTest, ProbeOnlyIsSkipped) {
    cache::StackPass skipped = pass();
    const auto probe = skipped.run_to(skipped.input(), 1);
    skipped.probe_done();
    EXPECT_EQ(skipped.jump_to(probe, 6).at, 6);
    EXPECT_EQ(skipped.record().decision, api::Decision::Skipped);
    EXPECT_NEAR(skipped.record().work, 1.0 / 21.0, 1e-12);
}

TEST_F(StackPassTest, NothingRunIsSkippedToo) {
    cache::StackPass skipped = pass();
    (void)skipped.jump_to(skipped.input(), 6);
    EXPECT_EQ(skipped.record().decision, api::Decision::Skipped);
    EXPECT_EQ(skipped.record().work, 0);
}

TEST_F(StackPassTest, ALookAtTheInputIsNoProbe) {
    cache::StackPass computed = pass();
    computed.probe_done();
    (void)computed.run_all();
    EXPECT_EQ(computed.record().decision, api::Decision::Computed);
}

TEST_F(StackPassTest, AnythingBetweenIsPartial) {
    cache::StackPass partial = pass();
    auto streams = partial.run_to(partial.input(), 1);
    partial.probe_done();
    streams = partial.jump_to(streams, 4);
    (void)partial.run_to(streams, 6);
    EXPECT_EQ(partial.record().decision, api::Decision::Partial);
    EXPECT_EQ(partial.record().blocks_run, 3);
    EXPECT_NEAR(partial.record().work, (1 + 5 + 6) / 21.0, 1e-12);
}

TEST_F(StackPassTest, NotesEveryMetricInItsField) {
    cache::StackPass noted = pass();
    using cache::Metric;
    double value = 1;
    for (const Metric metric :
         {Metric::ProbeError, Metric::ProbeChange, Metric::InputChange, Metric::AccumulatedError,
          Metric::AccumulatedAfter, Metric::Threshold, Metric::AlignmentWeight,
          Metric::AlignmentWeightRaw}) {
        noted.note(metric, value++);
    }
    const api::PassRecord record = noted.record();
    EXPECT_EQ(record.probe_error, 1);
    EXPECT_EQ(record.probe_change, 2);
    EXPECT_EQ(record.input_change, 3);
    EXPECT_EQ(record.accumulated_error, 4);
    EXPECT_EQ(record.accumulated_after, 5);
    EXPECT_EQ(record.threshold, 6);
    EXPECT_EQ(record.alignment_weight, 7);
    EXPECT_EQ(record.alignment_weight_raw, 8);
}

TEST_F(StackPassTest, RefusesToRunBackwardsOrTooFar) {
    cache::StackPass wrong = pass();
    const auto streams = wrong.run_to(wrong.input(), 3);
    EXPECT_THROW((void)wrong.run_to(streams, 2), InternalError);
    EXPECT_THROW((void)wrong.jump_to(streams, 7), InternalError);
}

}  // namespace
}  // namespace plumbline
