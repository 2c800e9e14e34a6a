// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/error.h"
#include "cache/registry.h"
#include "cache/stack_pass.h"
#include "engine/cache/toy_run.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace plumbline {
namespace {

using testing::run_toy;
using testing::ToyConfig;
using testing::ToyDenoiser;
using testing::ToyResult;
using testing::ToyRun;

std::unique_ptr<cache::CachePolicy> dicache(const std::string& family, const api::Params& params) {
    const auto& entry = cache::find_policy("dicache");
    return entry.make(family, api::complete("dicache", entry.params(family), params));
}

TEST(DiCache, CostsTheProbeAtSkippedAndTheWholeStackAtFullSteps) {
    ToyDenoiser model;
    const auto policy = dicache("wan", {{"threshold", 0.35}, {"probe_depth", std::int64_t{2}}});
    const ToyResult result = run_toy(model, *policy, {.steps = 20});
    int skipped = 0, resumed = 0;
    for (const auto& step : result.passes) {
        for (const api::PassRecord& pass : step) {
            if (pass.decision == api::Decision::Skipped) {
                EXPECT_EQ(pass.blocks_run, 2);
                EXPECT_NEAR(pass.work, 3.0 / 21.0, 1e-12);  // blocks of 1 and 2 parts of 21
                ++skipped;
            } else {
                EXPECT_EQ(pass.blocks_run, 6);
                EXPECT_EQ(pass.work, 1.0);
                resumed += pass.decision == api::Decision::Resumed;
            }
        }
    }
    EXPECT_GT(skipped, 0);
    EXPECT_GT(resumed, 0);
    EXPECT_EQ(model.block_calls[0], 40);
    EXPECT_EQ(model.block_calls[5], 40 - skipped);
}

TEST(DiCache, NotesOnlyValuesThatExist) {
    ToyDenoiser model;
    const auto policy = dicache("wan", {{"threshold", 0.3}, {"retention", 0.05}});
    const ToyResult result = run_toy(model, *policy, {.steps = 20});
    int computed = 0;
    for (const auto& step : result.passes) {
        const api::PassRecord& pass = step[0];
        const bool probed = pass.decision != api::Decision::Computed;
        const bool skipped = pass.decision == api::Decision::Skipped;
        EXPECT_EQ(std::isnan(pass.probe_error), !probed);
        EXPECT_EQ(std::isnan(pass.probe_change), !probed);
        EXPECT_EQ(std::isnan(pass.input_change), !probed);
        EXPECT_EQ(std::isnan(pass.accumulated_error), !probed);
        EXPECT_EQ(std::isnan(pass.alignment_weight), !(skipped && computed >= 2));
        EXPECT_EQ(std::isnan(pass.alignment_weight_raw), !(skipped && computed >= 2));
        EXPECT_EQ(pass.accumulated_after, skipped ? pass.accumulated_error : 0.0);
        EXPECT_EQ(pass.threshold, 0.3);
        computed += !skipped;
    }
    EXPECT_EQ(result.letters(0).substr(0, 2), "CS");  // a skip with one residual on record
}

TEST(DiCache, ComputesAnAskedForStepFromItsProbe) {
    ToyDenoiser model;
    const auto policy = dicache("wan", {{"threshold", 1.5}});
    ToyRun run{.steps = 12};
    run.must_compute = {0, 6};
    const ToyResult result = run_toy(model, *policy, run);
    EXPECT_EQ(result.letters(0), "CCSSSSRSSSSS");
    EXPECT_EQ(result.letters(1), "CCSSSSRSSSSS");
    const api::PassRecord& asked = result.passes[6][0];
    EXPECT_GT(asked.probe_error, 0);
    EXPECT_GT(asked.accumulated_error, asked.probe_error);
    EXPECT_EQ(asked.accumulated_after, 0);
    EXPECT_EQ(result.passes[7][0].accumulated_error, result.passes[7][0].probe_error);
}

TEST(DiCache, ThresholdZeroSkipsNothingEvenWhereNothingChanges) {
    for (const char* family : {"wan", "hunyuan", "flux"}) {
        ToyDenoiser model;
        const auto policy = dicache(family, {{"threshold", 0.0}, {"retention", 0.0}});
        const ToyRun run{.steps = 5, .guidance = false};
        policy->begin(testing::run_shape(model, run));
        models::BlockContext context;
        const auto input = model.embed(model.noise(1), 500.0, model.prompt(1), context);
        for (int step = 0; step < 4; ++step) {
            cache::StackPass pass(model, context, input, testing::step_info(run, step),
                                  api::Branch::Cond, run.checkpoint);
            (void)policy->forward(pass);
            EXPECT_EQ(pass.record().blocks_run, 6);
        }
    }
}

TEST(DiCache, HunyuanSkipsWhereTheErrorEqualsTheThreshold) {
    for (const char* family : {"wan", "hunyuan"}) {
        ToyDenoiser model;
        const ToyRun run{.steps = 10, .guidance = false};
        const auto look = run_toy(model, *dicache(family, {{"threshold", 0.0}}), run);
        // The first probed call does not depend on the threshold: set it to exactly its error.
        const double error = look.passes[2][0].accumulated_error;
        const auto result = run_toy(model, *dicache(family, {{"threshold", error}}), run);
        EXPECT_EQ(api::letter(result.passes[2][0].decision),
                  family == std::string("wan") ? 'R' : 'S');
    }
}

/// One branch at a still model: tests set the streams by hand.
class Handmade : public ::testing::Test {
protected:
    void start(const api::Params& params, ToyConfig config = {}) {
        model_ = std::make_unique<ToyDenoiser>(config);
        policy_ = dicache("wan", params);
        policy_->begin(testing::run_shape(*model_, run_));
    }
    models::Streams input(double t, std::uint64_t seed = 1) {
        return model_->embed(model_->noise(seed), t, model_->prompt(1), context_);
    }
    models::Streams call(const models::Streams& input) {
        cache::StackPass pass(*model_, context_, input, testing::step_info(run_, step_++),
                              api::Branch::Cond, run_.checkpoint);
        auto output = policy_->forward(pass);
        record_ = pass.record();
        return output;
    }
    models::Streams through(models::Streams streams, int end) {
        while (streams.at < end) streams = model_->run_block(streams.at, streams, context_);
        return streams;
    }

    ToyRun run_{.steps = 100, .guidance = false};
    std::unique_ptr<ToyDenoiser> model_;
    std::unique_ptr<cache::CachePolicy> policy_;
    models::BlockContext context_;
    api::PassRecord record_;
    int step_ = 0;
};

TEST_F(Handmade, ResumedStepEqualsOneWithoutAProbe) {
    start({{"threshold", 1e-6}, {"retention", 0.0}, {"probe_depth", std::int64_t{3}}},
          {.two_streams = true});
    (void)call(input(900));
    const models::Streams x = input(500);
    const models::Streams resumed = call(x);
    EXPECT_EQ(record_.decision, api::Decision::Resumed);
    const models::Streams plain = through(x, 6);
    EXPECT_TRUE(at::equal(resumed.image, plain.image));
    EXPECT_TRUE(at::equal(resumed.text, plain.text));
}

TEST_F(Handmade, SkippedStepAlignsTheImageAndKeepsTheProbesText) {
    start({{"threshold", 2.0}, {"retention", 0.0}, {"probe_depth", std::int64_t{2}}},
          {.two_streams = true});
    run_.must_compute = {1};
    const models::Streams x0 = input(900);
    const models::Streams y0 = call(x0);
    const models::Streams p0 = through(x0, 2);
    const models::Streams x1 = input(800, 2);
    const models::Streams p1 = through(x1, 2);
    const models::Streams y1 = call(x1);
    const models::Streams x2 = input(700, 3);
    const models::Streams p2 = through(x2, 2);
    const models::Streams y2 = call(x2);
    ASSERT_EQ(record_.decision, api::Decision::Skipped);
    const at::Tensor older = y0.image - x0.image, newest = y1.image - x1.image;
    const at::Tensor older_probe = p0.image - x0.image, newest_probe = p1.image - x1.image;
    const double raw = ((p2.image - x2.image - older_probe).abs().mean() /
                        (newest_probe - older_probe).abs().mean())
                           .item<double>();
    EXPECT_NEAR(record_.alignment_weight_raw, raw, 1e-5 * raw);
    EXPECT_EQ(record_.alignment_weight, std::clamp(record_.alignment_weight_raw, 1.0, 2.0));
    const at::Tensor expected = x2.image + older + record_.alignment_weight * (newest - older);
    EXPECT_TRUE(at::allclose(y2.image, expected, 1e-6, 1e-6));
    EXPECT_TRUE(at::equal(y2.text, p2.text));
    EXPECT_EQ(y2.at, 6);
}

TEST_F(Handmade, WeightIsOneWhenBothResidualsAgree) {
    start({{"threshold", 2.0}, {"retention", 0.0}});
    run_.must_compute = {1};
    const models::Streams same = input(900);
    (void)call(same);
    (void)call(same);
    const models::Streams output = call(input(890));
    EXPECT_EQ(record_.decision, api::Decision::Skipped);
    EXPECT_EQ(record_.alignment_weight, 1.0);
    EXPECT_TRUE(std::isnan(record_.alignment_weight_raw));
    EXPECT_TRUE(at::isfinite(output.image).all().item<bool>());
}

TEST_F(Handmade, NonFiniteErrorIsComputed) {
    start({{"threshold", 2.0}, {"retention", 0.0}});
    (void)call(input(900));
    models::Streams broken = input(890);
    broken.image = at::full_like(broken.image, std::numeric_limits<float>::quiet_NaN());
    (void)call(broken);
    EXPECT_EQ(record_.decision, api::Decision::Resumed);
    EXPECT_EQ(record_.accumulated_after, 0);
    (void)call(input(880));  // its reference is not finite
    EXPECT_EQ(record_.decision, api::Decision::Resumed);
    EXPECT_EQ(record_.accumulated_after, 0);
}

TEST_F(Handmade, ZeroReferenceIsComputed) {
    start({{"threshold", 2.0}, {"retention", 0.0}, {"error", std::string("difference")}});
    models::Streams zero = input(900);
    zero.image = at::zeros_like(zero.image);
    (void)call(zero);
    (void)call(input(890));
    EXPECT_EQ(record_.decision, api::Decision::Resumed);
}

TEST_F(Handmade, HoldsSixTensorsAndSharesTheReferences) {
    start({{"threshold", 0.01}, {"retention", 0.0}});
    for (int step = 0; step < 5; ++step)
        (void)call(input(900 - 100 * step, static_cast<std::uint64_t>(step)));
    const models::Streams last = input(300, 9);
    const auto before = last.image.use_count();
    (void)call(last);
    EXPECT_EQ(policy_->bytes(), 6 * static_cast<std::int64_t>(last.image.nbytes()));
    EXPECT_GT(last.image.use_count(), before);  // the reference is the stream itself
    policy_->end();
    EXPECT_EQ(last.image.use_count(), before);
    EXPECT_EQ(policy_->bytes(), 0);
}

TEST(DiCache, HoldsSixTensorsABranch) {
    ToyDenoiser model;
    const ToyResult result = run_toy(model, *dicache("wan", {{"threshold", 0.2}}), {.steps = 20});
    const std::int64_t tensor = 24 * 16 * 4;  // tokens, width, bytes
    EXPECT_LE(result.cache_bytes, 2 * 6 * tensor);
    EXPECT_GE(result.cache_bytes, 2 * 5 * tensor);
}

TEST(DiCache, RefusesAProbeThatLeavesNothingToSkip) {
    ToyDenoiser model({.blocks = 5, .probe_blocks = 3});
    const ToyRun run;
    EXPECT_NO_THROW(
        dicache("wan", {{"probe_depth", std::int64_t{3}}})->begin(testing::run_shape(model, run)));
    for (const std::int64_t depth : {4, 5, 6}) {
        try {
            dicache("wan", {{"probe_depth", depth}})->begin(testing::run_shape(model, run));
            ADD_FAILURE() << "depth " << depth;
        } catch (const Error& error) {
            EXPECT_EQ(error.kind(), ErrorKind::Usage);
            EXPECT_THAT(error.what(), ::testing::HasSubstr("at most 3"));
        }
    }
    ToyDenoiser even({.blocks = 5, .probe_blocks = 5});
    EXPECT_NO_THROW(
        dicache("wan", {{"probe_depth", std::int64_t{4}}})->begin(testing::run_shape(even, run)));
    EXPECT_THROW(
        dicache("wan", {{"probe_depth", std::int64_t{5}}})->begin(testing::run_shape(even, run)),
        Error);
}

TEST(DiCache, ChangesOnlyLiveParametersInARun) {
    const auto policy = dicache("wan", {{"threshold", 0.1}});
    EXPECT_NO_THROW(policy->update({{"threshold", 0.3}, {"probe_depth", std::int64_t{1}}}));
    EXPECT_THROW(policy->update({{"probe_depth", std::int64_t{2}}}), Error);
    EXPECT_THROW(policy->update({{"threshold", 2.5}}), Error);
    EXPECT_THROW(policy->update({{"tau", 0.5}}), Error);
}

}  // namespace
}  // namespace plumbline
