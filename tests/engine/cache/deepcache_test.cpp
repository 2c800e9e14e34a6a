// SPDX-License-Identifier: GPL-3.0-or-later
// DeepCache: its schedules against the golden lists, and its feature in a real U-Net.
#include "base/error.h"
#include "cache/parts/full_steps.h"
#include "cache/registry.h"
#include "engine/cache/cache_constants.h"
#include "engine/cache/toy_run.h"
#include "engine/models/tiny_unet.h"

#include <ATen/ATen.h>
#include <c10/core/GradMode.h>
#include <gtest/gtest.h>

#include <array>

namespace plumbline {
namespace {

using testing::run_toy;
using testing::ToyDenoiser;
using testing::ToyRun;

std::unique_ptr<cache::CachePolicy> deepcache(const std::string& family,
                                              const api::Params& changed) {
    return testing::make_policy("deepcache", family, changed);
}

TEST(DeepCacheSchedule, CenteredListsAreTheGoldenOnes) {
    int lists = 0;
    for (const auto& one : testing::cache_constants()["deepcache"]["nonuniform_golden"]) {
        EXPECT_EQ(cache::centered_steps(one["steps"].get<int>(), one["interval"].get<int>(),
                                        one["center"].get<int>(), one["pow"].get<double>()),
                  one["full_steps"].get<std::vector<int>>())
            << one.dump();
        ++lists;
    }
    EXPECT_GE(lists, 19);
}

TEST(DeepCacheSchedule, UniformIsEveryNth) {
    EXPECT_EQ(cache::uniform_steps(10, 3), (std::vector<int>{0, 3, 6, 9}));
    EXPECT_EQ(cache::uniform_steps(3, 1), (std::vector<int>{0, 1, 2}));
    EXPECT_EQ(cache::uniform_steps(5, 100), (std::vector<int>{0}));
}

TEST(DeepCacheSchedule, WhatCannotBeCenteredIsRefused) {
    EXPECT_THROW((void)cache::centered_steps(20, 1, 6, 1.4), Error);
}

TEST(DeepCacheSchedule, IsThatOfTheRun) {
    ToyDenoiser model;
    const auto policy = deepcache("wan", {{"interval", std::int64_t{3}}});
    const auto uniform = run_toy(model, *policy, ToyRun{.steps = 12});
    EXPECT_EQ(uniform.letters(0), "CPPCPPCPPCPP");
    EXPECT_EQ(uniform.letters(1), "CPPCPPCPPCPP");
    const auto centered = run_toy(
        model,
        *deepcache("wan", {{"interval", std::int64_t{3}}, {"schedule", std::string("centered")}}),
        ToyRun{.steps = 20});
    EXPECT_EQ(centered.letters(0), "CPPCPCPCPPCPPCPPCPPP");  // golden list (20, 3, 6, 1.4)
}

TEST(DeepCacheRefusals, ABranchThatLeavesNothingOut) {
    ToyDenoiser model;  // 6 blocks
    const auto policy = deepcache("wan", {{"branch", std::int64_t{2}}});
    EXPECT_THROW(policy->begin(testing::run_shape(model, {})), Error);
    EXPECT_NO_THROW(
        deepcache("wan", {{"branch", std::int64_t{1}}})->begin(testing::run_shape(model, {})));
}

class DeepCacheUnet : public ::testing::Test {
protected:
    DeepCacheUnet() {
        models::Conditioning given;
        given.context = recorded_.tensor("context");
        conditioning_ = denoiser_.prepare(given);
    }

    /// The prediction at this step of twelve, and how it was made.
    std::pair<at::Tensor, api::PassRecord> predict(cache::CachePolicy& policy, int step) {
        const cache::StepInfo info{.step = step, .steps = 12, .call = step, .calls = 12};
        models::BlockContext context;
        cache::StackPass pass(
            denoiser_, context,
            denoiser_.embed(latents(step), 900.0 - 50.0 * step, conditioning_, context), info,
            api::Branch::Cond, checkpoint_);
        const at::Tensor prediction = denoiser_.head(policy.forward(pass), context);
        return {prediction, pass.record()};
    }
    [[nodiscard]] at::Tensor latents(int step) const {
        return recorded_.tensor("latents").unsqueeze(2) * (1.0 - 0.02 * step);
    }
    [[nodiscard]] cache::RunShape shape() const {
        return {.stack = denoiser_.shape(), .steps = 12, .guidance = false};
    }

    c10::NoGradGuard no_grad_;
    tensor_io::WeightMap recorded_ =
        plumbline::tests::golden("sd15_unet_tiny/forward_a.safetensors");
    models::unet::UnetDenoiser denoiser_ = models::unet::open(models::unet::tiny());
    models::Conditioning conditioning_;
    Checkpoint checkpoint_{[] {}};
};

// A partial step is the outer blocks of its own step around the feature of the last full one.
TEST_F(DeepCacheUnet, PartialStepsJoinTheKeptFeatureToTheirOwnSkips) {
    const int blocks = denoiser_.shape().blocks;
    for (int branch = 0; 2 * (branch + 1) < blocks; ++branch) {
        const auto policy = deepcache("sd15", {{"branch", std::int64_t{branch}}});
        policy->begin(shape());
        const auto [full, full_record] = predict(*policy, 0);
        EXPECT_EQ(full_record.decision, api::Decision::Computed);

        // By hand: main path before the joining at the full step, then the outer blocks.
        models::BlockContext context;
        models::Streams streams = denoiser_.embed(latents(0), 900.0, conditioning_, context);
        while (streams.at < blocks - branch - 1)
            streams = denoiser_.run_block(streams.at, streams, context);
        const at::Tensor feature = streams.image;
        EXPECT_EQ(policy->bytes(), static_cast<std::int64_t>(feature.nbytes()));
        streams = denoiser_.embed(latents(1), 850.0, conditioning_, context);
        while (streams.at < branch + 1) streams = denoiser_.run_block(streams.at, streams, context);
        streams.image = feature;
        streams.at = blocks - branch - 1;
        while (streams.at < blocks) streams = denoiser_.run_block(streams.at, streams, context);

        const auto [partial, record] = predict(*policy, 1);
        EXPECT_TRUE(partial.equal(denoiser_.head(streams, context))) << branch;
        EXPECT_EQ(record.decision, api::Decision::Partial);
        EXPECT_EQ(record.blocks_run, 2 * (branch + 1));
        policy->end();
        EXPECT_EQ(policy->bytes(), 0);
    }
}

TEST_F(DeepCacheUnet, AnIntervalOfOneIsTheModelItself) {
    const auto policy = deepcache("sd15", {{"interval", std::int64_t{1}}});
    const auto none = cache::find_policy("none").make("sd15", {});
    policy->begin(shape());
    none->begin(shape());
    for (const int step : {0, 1, 2})
        EXPECT_TRUE(predict(*policy, step).first.equal(predict(*none, step).first));
}

}  // namespace
}  // namespace plumbline
