// SPDX-License-Identifier: GPL-3.0-or-later
// Stopping inside a step, counted in blocks.
#include "pipeline/step_loop.h"

#include "api/run_control.h"
#include "base/error.h"
#include "cache/registry.h"
#include "support/expect_error.h"
#include "support/toy_denoiser.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <limits>
#include <numeric>

namespace plumbline::pipeline {
namespace {

/// Six steps of the toy under DiCache with both branches.
class StepLoop : public ::testing::Test {
protected:
    at::Tensor run(at::Tensor* completed = nullptr) {
        const auto& method = cache::find_policy("dicache");
        policy_ = method.make("wan",
                              api::complete("dicache", method.params("wan"), {{"threshold", 0.0}}));
        const auto scheduler = schedulers::make_scheduler("unipc", 6, 5.0);
        const models::Conditioning cond = toy_.prompt(1), uncond = toy_.prompt(2);
        const LoopInput input{.denoiser = toy_,
                              .cond = cond,
                              .uncond = &uncond,
                              .guidance = guidance_,
                              .scheduler = *scheduler,
                              .policy = *policy_,
                              .noise = toy_.noise(3)};
        LoopHooks hooks;
        hooks.checkpoint = Checkpoint([this] { control_.checkpoint(); });
        hooks.on_latents = [this](int, const at::Tensor& latents) { after_.push_back(latents); };
        return run_steps(input, hooks, completed);
    }
    [[nodiscard]] int blocks_run() const {
        return std::accumulate(toy_.block_calls.begin(), toy_.block_calls.end(), 0);
    }

    plumbline::testing::ToyDenoiser toy_;
    double guidance_ = 4.0;
    api::RunControl control_;
    std::unique_ptr<cache::CachePolicy> policy_;
    std::vector<at::Tensor> after_;
};

TEST_F(StepLoop, AStopActsBeforeTheNextBlock) {
    at::Tensor completed;
    int seen = 0, at_stop = 0;
    toy_.before_block = [&](int) {
        if (++seen == 30) {  // in the middle of the third step
            at_stop = seen;
            control_.stop(api::Keep::Latents);
        }
    };
    EXPECT_THROW(static_cast<void>(run(&completed)), Cancelled);
    EXPECT_EQ(seen, at_stop);
    EXPECT_EQ(blocks_run(), 30);
    ASSERT_EQ(after_.size(), 2U);
    EXPECT_TRUE(at::equal(completed, after_.back()));
    EXPECT_EQ(policy_->bytes(), 0);
}

TEST_F(StepLoop, NothingIsCompletedBeforeTheFirstStepEnds) {
    at::Tensor completed;
    toy_.before_block = [&](int) { control_.stop(api::Keep::Latents); };
    EXPECT_THROW(static_cast<void>(run(&completed)), Cancelled);
    EXPECT_FALSE(completed.defined());
    EXPECT_EQ(blocks_run(), 1);
}

TEST_F(StepLoop, AFailureEndsThePolicy) {
    toy_.before_block = [&](int) {
        if (blocks_run() == 40) throw Error(ErrorKind::OutOfMemory, "no memory", "buy some");
    };
    EXPECT_THROW(static_cast<void>(run()), Error);
    EXPECT_EQ(policy_->bytes(), 0);
}

TEST_F(StepLoop, LatentsThatAreNotFiniteEndTheRun) {
    guidance_ = std::numeric_limits<double>::infinity();
    tests::expect_error(ErrorKind::Failed, "step 1 gave latents that are no finite numbers",
                        [&] { return run(); });
    EXPECT_TRUE(after_.empty());
}

TEST_F(StepLoop, EveryStepHandsOnItsLatents) {
    at::Tensor completed;
    const at::Tensor end = run(&completed);
    ASSERT_EQ(after_.size(), 6U);
    EXPECT_TRUE(at::equal(after_.back(), end));
    EXPECT_TRUE(at::equal(completed, end));
    EXPECT_FALSE(at::equal(after_.front(), end));
    EXPECT_EQ(toy_.head_calls, 12);
}

/// One step in which every factor differs, and what it was given.
class SpyScheduler final : public schedulers::Scheduler {
public:
    const std::vector<double>& timesteps() const override { return timesteps_; }
    const std::vector<double>& sigmas() const override { return sigmas_; }
    double noise_scale() const override { return 3.0; }
    at::Tensor model_input(int, const at::Tensor& latents) const override { return latents / 2; }
    at::Tensor expected_clean(int,
                              const at::Tensor& latents,
                              const at::Tensor& prediction) const override {
        return latents - 5 * prediction;
    }
    at::Tensor step(int, const at::Tensor& latents, const at::Tensor& prediction) override {
        given_latents = latents;
        given_prediction = prediction;
        return latents + prediction;
    }

    at::Tensor given_latents, given_prediction;

private:
    std::vector<double> timesteps_{500}, sigmas_{1, 0};
};

TEST(StepLoopScheduler, ScalesTheNoiseAndWhatTheModelIsShown) {
    plumbline::testing::ToyDenoiser toy;
    const models::Conditioning cond = toy.prompt(1);
    const at::Tensor noise = toy.noise(3);
    const auto policy = cache::find_policy("none").make("wan", {});
    SpyScheduler spy;
    at::Tensor expected;
    LoopHooks hooks;
    hooks.on_expected = [&](const api::StepEvent&, const at::Tensor& clean) { expected = clean; };
    const at::Tensor last = run_steps({.denoiser = toy,
                                       .cond = cond,
                                       .uncond = nullptr,
                                       .scheduler = spy,
                                       .policy = *policy,
                                       .noise = noise},
                                      hooks);

    models::BlockContext context;
    models::Streams streams = toy.embed(noise * 3 / 2, 500, cond, context);
    while (streams.at < toy.shape().blocks) streams = toy.run_block(streams.at, streams, context);
    EXPECT_TRUE(spy.given_prediction.equal(toy.head(streams, context)));
    EXPECT_TRUE(spy.given_latents.equal(noise * 3));
    EXPECT_TRUE(expected.equal(noise * 3 - 5 * spy.given_prediction));
    EXPECT_TRUE(last.equal(noise * 3 + spy.given_prediction));
}

}  // namespace
}  // namespace plumbline::pipeline
