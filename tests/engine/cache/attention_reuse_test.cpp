// SPDX-License-Identifier: GPL-3.0-or-later
// The hook between real blocks and their self-attention, and FasterCache's reuse of what it gave.
#include "cache/parts/attention_reuse.h"

#include "engine/models/tiny_dual_stream.h"
#include "engine/models/tiny_wan.h"

#include <ATen/ATen.h>
#include <c10/core/InferenceMode.h>
#include <gtest/gtest.h>

namespace plumbline {
namespace {

/// Notes what blocks computed, and from then on gives that back.
class Recorder final : public models::AttentionHook {
public:
    models::Attended attend(int block, const std::function<models::Attended()>& compute) override {
        order.push_back(block);
        if (replays) return kept.at(static_cast<std::size_t>(block));
        kept.push_back(compute());
        return kept.back();
    }
    std::vector<int> order;
    std::vector<models::Attended> kept;
    bool replays = false;
};

/// A tiny model of a family with a recorded input.
class AttentionOfFamily : public ::testing::TestWithParam<const char*> {
protected:
    AttentionOfFamily() {
        const std::string family = GetParam();
        if (family != "wan") {
            const models::TinyForward recorded(family, "forward_a");
            model_ = models::open_tiny(models::tiny_weights(family, "original"), family);
            latents_ = recorded.latents;
            conditioning_ = model_->prepare(recorded.given);
            return;
        }
        const auto recorded = tests::golden("wan_tiny/forward_a.safetensors");
        model_ = std::make_unique<models::wan::WanDenoiser>(
            models::wan::open(tests::golden("wan_tiny/weights_original.safetensors")));
        latents_ = recorded.tensor("latents");
        if (latents_.dim() == 4) latents_ = latents_.unsqueeze(0);
        conditioning_ =
            model_->prepare(models::wan::conditioning_of(recorded.tensor("context").unsqueeze(0)));
    }

    /// One pass at this time; `prepare` may put a hook on it.
    template <typename Prepare>
    std::pair<at::Tensor, api::PassRecord> predict(double t, const Prepare& prepare) {
        models::BlockContext context;
        cache::StackPass pass(*model_, context, model_->embed(latents_, t, conditioning_, context),
                              {}, api::Branch::Cond, checkpoint_);
        share_ = context.attention_share;
        prepare(pass);
        const at::Tensor prediction = model_->head(pass.run_all(), context);
        return {prediction, pass.record()};
    }
    [[nodiscard]] int blocks() const { return model_->shape().blocks; }

    c10::InferenceMode inference_;
    std::unique_ptr<models::Denoiser> model_;
    at::Tensor latents_;
    models::Conditioning conditioning_;
    Checkpoint checkpoint_{[] {}};
    double share_ = 0;
};

TEST_P(AttentionOfFamily, EveryBlockAsksTheHookOnceAndInOrder) {
    Recorder recorder;
    const auto hook = [&](cache::StackPass& pass) { pass.hook_attention(&recorder); };
    const at::Tensor plain = predict(500, [](auto&) {}).first;
    EXPECT_TRUE(predict(500, hook).first.equal(plain));
    std::vector<int> expected;
    for (int block = 0; block < blocks(); ++block) expected.push_back(block);
    EXPECT_EQ(recorder.order, expected);
    // What was kept stands for the computation, and nothing has written into it.
    recorder.replays = true;
    EXPECT_TRUE(predict(500, hook).first.equal(plain));
    EXPECT_TRUE(predict(500, hook).first.equal(plain));
    // At another time the rest of the block still follows the time at hand.
    EXPECT_FALSE(predict(100, hook).first.equal(plain));
    EXPECT_FALSE(predict(100, hook).first.equal(predict(100, [](auto&) {}).first));
}

TEST_P(AttentionOfFamily, ReuseFollowsTheLineThroughTheLastTwo) {
    Recorder first, second, forged;
    static_cast<void>(predict(900, [&](auto& pass) { pass.hook_attention(&first); }));
    static_cast<void>(predict(850, [&](auto& pass) { pass.hook_attention(&second); }));
    constexpr double kWeight = 0.3;
    const auto line = [](const at::Tensor& a, const at::Tensor& b) {
        return b.defined() ? b + kWeight * (b - a) : b;
    };
    for (std::size_t i = 0; i < first.kept.size(); ++i) {
        models::Attended value;
        value.image = line(first.kept[i].image, second.kept[i].image);
        value.text = line(first.kept[i].text, second.kept[i].text);
        forged.kept.push_back(value);
    }
    forged.replays = true;
    const at::Tensor expected =
        predict(800, [&](auto& pass) { pass.hook_attention(&forged); }).first;

    cache::AttentionReuse reuse;
    for (const double t : {900.0, 850.0}) {
        const auto [prediction, record] =
            predict(t, [&](auto& pass) { reuse.begin_forward(pass, t < 900, 0); });
        // The first pass has nothing to reuse; the second would have, but with one output alone.
        if (t == 900) {
            EXPECT_EQ(record.decision, api::Decision::Computed);
        }
    }
    reuse.clear();
    static_cast<void>(predict(900, [&](auto& pass) { reuse.begin_forward(pass, false, 0); }));
    static_cast<void>(predict(850, [&](auto& pass) { reuse.begin_forward(pass, false, 0); }));
    const auto [reused, record] =
        predict(800, [&](auto& pass) { reuse.begin_forward(pass, true, kWeight); });
    EXPECT_LT(tests::relative_difference(reused, expected), 1e-5);
    EXPECT_EQ(record.decision, api::Decision::Partial);
    EXPECT_EQ(record.blocks_run, blocks());
    EXPECT_GT(share_, 0);
    EXPECT_LT(share_, 1);
    EXPECT_NEAR(record.work, 1 - share_, 1e-9);
}

// Two outputs of every block, of all tokens that attention gives.
TEST_P(AttentionOfFamily, KeepsTwoOutputsOfEveryBlock) {
    Recorder recorder;
    static_cast<void>(predict(900, [&](auto& pass) { pass.hook_attention(&recorder); }));
    std::int64_t one = 0;
    for (const models::Attended& value : recorder.kept) {
        one += static_cast<std::int64_t>(value.image.nbytes());
        if (value.text.defined()) one += static_cast<std::int64_t>(value.text.nbytes());
    }
    cache::AttentionReuse reuse;
    static_cast<void>(predict(900, [&](auto& pass) { reuse.begin_forward(pass, false, 0); }));
    EXPECT_EQ(reuse.bytes(), one);
    static_cast<void>(predict(850, [&](auto& pass) { reuse.begin_forward(pass, false, 0); }));
    EXPECT_EQ(reuse.bytes(), 2 * one);
    reuse.clear();
    EXPECT_EQ(reuse.bytes(), 0);
}

INSTANTIATE_TEST_SUITE_P(Families,
                         AttentionOfFamily,
                         ::testing::Values("wan", "flux", "hunyuan"),
                         [](const auto& info) { return std::string(info.param); });

}  // namespace
}  // namespace plumbline
