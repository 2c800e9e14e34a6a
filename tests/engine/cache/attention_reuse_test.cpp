// SPDX-License-Identifier: GPL-3.0-or-later
// The hook between real blocks and their self-attention, and FasterCache's reuse of what it gave.
#include "cache/parts/attention_reuse.h"

#include "engine/cache/hooked_family.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

namespace plumbline {
namespace {

using AttentionReuseOfFamily = testing::HookedFamily;

/// Notes what blocks computed, and from then on gives that back.
class Recorder final : public models::BlockHook {
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

TEST_P(AttentionReuseOfFamily, EveryBlockAsksTheHookOnceAndInOrder) {
    Recorder recorder;
    const auto hook = [&](cache::StackPass& pass) { pass.hook_blocks(&recorder); };
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

TEST_P(AttentionReuseOfFamily, ReuseFollowsTheLineThroughTheLastTwo) {
    Recorder first, second, forged;
    static_cast<void>(predict(900, [&](auto& pass) { pass.hook_blocks(&first); }));
    static_cast<void>(predict(850, [&](auto& pass) { pass.hook_blocks(&second); }));
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
    const at::Tensor expected = predict(800, [&](auto& pass) { pass.hook_blocks(&forged); }).first;

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
    EXPECT_GT(context_.attention_share, 0);
    EXPECT_LT(context_.attention_share, 1);
    EXPECT_NEAR(record.work, 1 - context_.attention_share, 1e-9);
}

// Two outputs of every block, of all tokens that attention gives.
TEST_P(AttentionReuseOfFamily, KeepsTwoOutputsOfEveryBlock) {
    Recorder recorder;
    static_cast<void>(predict(900, [&](auto& pass) { pass.hook_blocks(&recorder); }));
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
                         AttentionReuseOfFamily,
                         ::testing::Values("wan", "flux", "hunyuan"),
                         [](const auto& info) { return std::string(info.param); });

}  // namespace
}  // namespace plumbline
