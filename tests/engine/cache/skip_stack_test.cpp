// SPDX-License-Identifier: GPL-3.0-or-later
// A value put in place of the inner blocks of a U-Net: what DeepCache does.
#include "base/error.h"
#include "cache/stack_pass.h"
#include "engine/models/tiny_unet.h"

#include <ATen/ATen.h>
#include <c10/core/GradMode.h>
#include <gtest/gtest.h>

namespace plumbline::cache {
namespace {

class SkipStack : public ::testing::Test {
protected:
    SkipStack() {
        const auto recorded = plumbline::tests::golden("sd15_unet_tiny/forward_a.safetensors");
        latents_ = recorded.tensor("latents").unsqueeze(2);
        models::Conditioning given;
        given.context = recorded.tensor("context");
        conditioning_ = denoiser_.prepare(given);
    }
    StackPass pass(double t) {
        return {denoiser_, context_,          denoiser_.embed(latents_, t, conditioning_, context_),
                {},        api::Branch::Cond, checkpoint_};
    }
    [[nodiscard]] int blocks() const { return denoiser_.shape().blocks; }

    c10::NoGradGuard no_grad_;
    models::unet::UnetDenoiser denoiser_ = models::unet::open(models::unet::tiny());
    models::Conditioning conditioning_;
    models::BlockContext context_;
    Checkpoint checkpoint_{[] {}};
    at::Tensor latents_;
};

// Every inner span [k, N - k), with its own value in place of itself, gives what all blocks give.
TEST_F(SkipStack, AnyInnerSpanCanBeReplacedByItsValue) {
    StackPass whole = pass(500);
    const at::Tensor expected = denoiser_.head(whole.run_all(), context_);
    for (int k = 0; k <= blocks() / 2; ++k) {
        StackPass full = pass(500);
        const models::Streams kept = full.run_to(full.input(), blocks() - k);

        StackPass reused = pass(500);
        models::Streams streams = reused.run_to(reused.input(), k);
        EXPECT_EQ(streams.skips.size(), static_cast<std::size_t>(k));
        EXPECT_EQ(kept.skips.size(), static_cast<std::size_t>(k));
        streams.image = kept.image;
        streams = reused.run_to(reused.jump_to(streams, blocks() - k), blocks());
        EXPECT_TRUE(denoiser_.head(streams, context_).equal(expected)) << "k = " << k;
        EXPECT_EQ(reused.record().blocks_run, 2 * k);
    }
}

// With the value of another step the outer blocks still follow the step at hand.
TEST_F(SkipStack, TheOuterBlocksSeeTheirOwnStep) {
    StackPass before = pass(900);
    const models::Streams kept = before.run_to(before.input(), blocks() - 2);
    static_cast<void>(before.run_to(kept, blocks()));
    const auto with_kept = [&](double t) {
        StackPass reused = pass(t);
        models::Streams streams = reused.run_to(reused.input(), 2);
        streams.image = kept.image;
        streams = reused.run_to(reused.jump_to(streams, blocks() - 2), blocks());
        EXPECT_EQ(reused.record().decision, api::Decision::Partial);
        EXPECT_GT(reused.record().work, 0.0);
        EXPECT_LT(reused.record().work, 0.5);
        return denoiser_.head(streams, context_);
    };
    EXPECT_FALSE(with_kept(900).equal(with_kept(100)));
}

// A span that is not in the middle leaves the stack too full or too empty, and that is an error.
TEST_F(SkipStack, ASpanOffTheMiddleIsRefused) {
    StackPass full = pass(500);
    const models::Streams kept = full.run_to(full.input(), blocks() - 2);
    StackPass one_too_many = pass(500);
    models::Streams streams = one_too_many.run_to(one_too_many.input(), 3);
    streams.image = kept.image;
    streams = one_too_many.run_to(one_too_many.jump_to(streams, blocks() - 2), blocks());
    EXPECT_THROW(static_cast<void>(denoiser_.head(streams, context_)), InternalError);
    StackPass one_too_few = pass(500);
    streams = one_too_few.run_to(one_too_few.input(), 1);
    streams.image = kept.image;
    streams = one_too_few.jump_to(streams, blocks() - 2);
    EXPECT_THROW(static_cast<void>(one_too_few.run_to(streams, blocks())), InternalError);
}

}  // namespace
}  // namespace plumbline::cache
