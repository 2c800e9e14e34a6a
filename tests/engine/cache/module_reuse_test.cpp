// SPDX-License-Identifier: GPL-3.0-or-later
// ProCache's reuse of attention and MLPs on real blocks of every family.
#include "cache/parts/module_reuse.h"

#include "cache/parts/attention_reuse.h"
#include "engine/cache/hooked_family.h"

#include <gtest/gtest.h>

namespace plumbline {
namespace {

using cache::ModuleReuse;
using Mode = ModuleReuse::Mode;

class ModuleReuseOfFamily : public testing::HookedFamily {
protected:
    /// Every block, selecting this share of the tokens.
    void begin(double share, int first = 0) {
        modules_.begin(first, std::vector<ModuleReuse::Selection>(
                                  static_cast<std::size_t>(blocks()), {share, share}));
    }
    std::pair<at::Tensor, api::PassRecord> at_time(double t, Mode mode) {
        return predict(t, [&](auto& pass) { modules_.begin_forward(pass, mode, modules_); });
    }
    ModuleReuse modules_;
};

TEST_P(ModuleReuseOfFamily, ComputingChangesNothing) {
    const at::Tensor plain = predict(500, [](auto&) {}).first;
    for (const double share : {0.0, 0.5}) {
        begin(share);
        EXPECT_TRUE(at_time(500, Mode::Compute).first.equal(plain)) << share;
    }
}

TEST_P(ModuleReuseOfFamily, ReuseIsTheSameAtTheSameTimeAndFollowsTheGatesAtAnother) {
    const at::Tensor plain = predict(500, [](auto&) {}).first;
    for (const double share : {0.0, 0.5}) {  // with the parts of single-stream blocks as one, apart
        begin(share);
        static_cast<void>(at_time(500, Mode::Compute));
        EXPECT_LT(tests::relative_difference(at_time(500, Mode::Reuse).first, plain), 1e-6);
        const at::Tensor other = at_time(100, Mode::Reuse).first;
        EXPECT_FALSE(other.equal(plain));
        // Nothing has written into what is kept.
        EXPECT_TRUE(at_time(100, Mode::Reuse).first.equal(other));
    }
}

TEST_P(ModuleReuseOfFamily, SelectingEveryTokenLeavesAttentionAloneReused) {
    cache::AttentionReuse attention;
    static_cast<void>(predict(900, [&](auto& pass) { attention.begin_forward(pass, false, 0); }));
    const at::Tensor expected =
        predict(800, [&](auto& pass) { attention.begin_forward(pass, true, 0); }).first;
    begin(1.0);
    static_cast<void>(at_time(900, Mode::Compute));
    EXPECT_LT(tests::relative_difference(at_time(800, Mode::Select).first, expected), 1e-5);
}

// Written out here a second time: of every MLP the tokens whose attention is longest are fresh.
TEST_P(ModuleReuseOfFamily, SelectsTheTokensWhoseAttentionIsLongest) {
    class Plain final : public models::BlockHook {
    public:
        models::Attended attend(int block,
                                const std::function<models::Attended()>& compute) override {
            if (!replays) attended[block] = compute();
            return attended[block];
        }
        at::Tensor mlp(const models::Mlp& mlp) override {
            const auto key = std::pair{mlp.block, mlp.tokens};
            if (!replays) return outputs[key] = mlp.compute(mlp.input());
            const models::Attended& of = attended[mlp.block];
            const at::Tensor length =
                (mlp.tokens == models::MlpTokens::Text ? of.text : of.image).norm(2, -1)[0];
            const auto count = std::llround(share * static_cast<double>(length.numel()));
            const at::Tensor order = length.argsort(0, true);
            const at::Tensor fresh = mlp.compute(mlp.input());
            at::Tensor mixed = outputs[key].clone();
            for (std::int64_t i = 0; i < count; ++i) {
                const auto token = order[i].item<std::int64_t>();
                mixed[0][token] = fresh[0][token];
            }
            return mixed;
        }
        bool replays = false;
        double share = 0;
        std::map<int, models::Attended> attended;
        std::map<std::pair<int, models::MlpTokens>, at::Tensor> outputs;
    } plain;
    plain.share = 0.3;
    static_cast<void>(predict(900, [&](auto& pass) { pass.hook_blocks(&plain); }));
    plain.replays = true;
    const at::Tensor expected = predict(800, [&](auto& pass) { pass.hook_blocks(&plain); }).first;
    begin(0.3);
    static_cast<void>(at_time(900, Mode::Compute));
    EXPECT_LT(tests::relative_difference(at_time(800, Mode::Select).first, expected), 1e-5);
}

TEST_P(ModuleReuseOfFamily, CountsTheWorkAndTheTokens) {
    begin(0.25);
    static_cast<void>(at_time(900, Mode::Compute));
    const api::PassRecord reused = at_time(800, Mode::Reuse).second;
    EXPECT_EQ(reused.blocks_run, blocks());
    EXPECT_EQ(reused.decision, api::Decision::Partial);
    EXPECT_NEAR(reused.work, 1 - context_.attention_share - context_.mlp_share, 1e-9);
    // The tokens of one MLP are rounded to whole ones.
    const api::PassRecord selected = at_time(800, Mode::Select).second;
    EXPECT_NEAR(selected.work, 1 - context_.attention_share - 0.75 * context_.mlp_share, 0.02);
}

TEST_P(ModuleReuseOfFamily, KeepsTwoOutputsOfABlockAndOneWhereASingleStreamBlockSelectsNothing) {
    class Sizes final : public models::BlockHook {
    public:
        models::Attended attend(int, const std::function<models::Attended()>& compute) override {
            models::Attended of = compute();
            attended += static_cast<std::int64_t>(of.image.nbytes());
            if (of.text.defined()) attended += static_cast<std::int64_t>(of.text.nbytes());
            return of;
        }
        at::Tensor mlp(const models::Mlp& mlp) override {
            at::Tensor output = mlp.compute(mlp.input());
            const auto bytes = static_cast<std::int64_t>(output.nbytes());
            outputs += bytes;
            tokens += output.size(1);
            if (mlp.tokens == models::MlpTokens::Joined) joined += bytes;
            return output;
        }
        std::int64_t attended = 0, outputs = 0, joined = 0, tokens = 0;
    } sizes;
    static_cast<void>(predict(900, [&](auto& pass) { pass.hook_blocks(&sizes); }));
    begin(0);
    static_cast<void>(at_time(900, Mode::Compute));
    EXPECT_EQ(modules_.bytes(), sizes.attended + sizes.outputs - sizes.joined);
    begin(0.5);
    static_cast<void>(at_time(900, Mode::Compute));
    EXPECT_EQ(modules_.bytes(), sizes.attended + sizes.outputs + 4 * sizes.tokens);
    // Blocks before the first are left alone.
    begin(0.5, blocks());
    static_cast<void>(at_time(900, Mode::Compute));
    EXPECT_EQ(modules_.bytes(), 0);
    modules_.end();
    EXPECT_EQ(modules_.bytes(), 0);
}

INSTANTIATE_TEST_SUITE_P(Families,
                         ModuleReuseOfFamily,
                         ::testing::Values("wan", "flux", "hunyuan"),
                         [](const auto& info) { return std::string(info.param); });

}  // namespace
}  // namespace plumbline
