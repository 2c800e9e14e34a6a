// SPDX-License-Identifier: GPL-3.0-or-later
// DiCache on the real blocks of the families whose text flows through the stack: what a toy cannot
// show, because its streams are joined by no block.
#include "cache/registry.h"
#include "engine/models/tiny_dual_stream.h"

#include <ATen/ATen.h>
#include <c10/core/InferenceMode.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plumbline {
namespace {

using models::TinyForward;

constexpr int kSteps = 12;

struct Outcome {
    at::Tensor latents;
    std::string letters;
    std::int64_t cache_bytes = 0;
};

class FamilyUnderCache : public ::testing::TestWithParam<const char*> {
protected:
    /// An Euler run of one branch. force: every step is computed, whatever the error says.
    Outcome run(cache::CachePolicy& policy, bool force = false) {
        const c10::InferenceMode inference;
        const models::Conditioning conditioning = model_->prepare(recorded_.given);
        policy.begin({.stack = model_->shape(), .steps = kSteps, .guidance = false});
        Outcome outcome{.latents = recorded_.latents, .letters = {}};
        for (int step = 0; step < kSteps; ++step) {
            const double sigma = 1.0 - static_cast<double>(step) / kSteps;
            const cache::StepInfo info{.step = step,
                                       .steps = kSteps,
                                       .call = step,
                                       .calls = kSteps,
                                       .t = 1000.0 * sigma,
                                       .sigma = sigma,
                                       .guidance = false,
                                       .must_compute = force};
            models::BlockContext context;
            const models::Streams input =
                model_->embed(outcome.latents, info.t, conditioning, context);
            cache::StackPass pass(*model_, context, input, info, api::Branch::Cond, checkpoint_);
            const at::Tensor velocity = model_->head(policy.forward(pass), context);
            outcome.latents = outcome.latents - velocity / kSteps;
            outcome.letters += api::letter(pass.record().decision);
        }
        outcome.cache_bytes = policy.bytes();
        policy.end();
        return outcome;
    }

    static std::unique_ptr<cache::CachePolicy> make(const char* id, const api::Params& changed) {
        const cache::PolicyEntry& entry = cache::find_policy(id);
        return entry.make(GetParam(), api::complete(id, entry.params(GetParam()), changed));
    }
    static std::unique_ptr<cache::CachePolicy> dicache(double threshold, std::int64_t depth = 1) {
        return make("dicache", {{"threshold", threshold}, {"probe_depth", depth}});
    }
    [[nodiscard]] int probe_blocks() const { return model_->shape().probe_blocks; }

    TinyForward recorded_{GetParam(), "forward_a"};
    std::unique_ptr<models::Denoiser> model_ =
        models::open_tiny(models::tiny_weights(GetParam(), "original"), GetParam());
    Checkpoint checkpoint_;
};

TEST_P(FamilyUnderCache, ResumingFromAProbeIsTheUncachedRunBitForBit) {
    const Outcome plain = run(*make("none", {}));
    EXPECT_EQ(plain.letters, std::string(kSteps, 'C'));
    for (int depth = 1; depth <= probe_blocks(); ++depth) {
        const Outcome off = run(*dicache(0.0, depth));
        EXPECT_TRUE(at::equal(off.latents, plain.latents)) << "depth " << depth;
        EXPECT_THAT(off.letters, ::testing::HasSubstr("RRR"));
        EXPECT_TRUE(at::equal(run(*dicache(2.0, depth), true).latents, plain.latents));
    }
}

TEST_P(FamilyUnderCache, SkippingChangesLittleAndRepeatsExactly) {
    const Outcome plain = run(*make("none", {}));
    const auto policy = dicache(0.3);
    const Outcome once = run(*policy);
    EXPECT_THAT(once.letters, ::testing::HasSubstr("S"));
    EXPECT_THAT(once.letters, ::testing::HasSubstr("R"));
    const double difference = tests::relative_difference(once.latents, plain.latents);
    EXPECT_GT(difference, 0.0);
    EXPECT_LT(difference, 0.3);
    const Outcome again = run(*policy);
    EXPECT_EQ(again.letters, once.letters);
    EXPECT_TRUE(at::equal(again.latents, once.latents));
}

TEST_P(FamilyUnderCache, KeepsSixImageStreamsAtMost) {
    const Outcome outcome = run(*dicache(0.3));
    const at::Tensor tokens = models::patchify(recorded_.latents);
    const std::int64_t stream = tokens.size(1) * 48 * 4;  // [1, L, 48] f32
    EXPECT_GT(outcome.cache_bytes, 0);
    EXPECT_LE(outcome.cache_bytes, 6 * stream);
}

INSTANTIATE_TEST_SUITE_P(Families,
                         FamilyUnderCache,
                         ::testing::Values("flux", "hunyuan"),
                         [](const auto& info) { return std::string(info.param); });

}  // namespace
}  // namespace plumbline
