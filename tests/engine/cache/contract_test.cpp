// SPDX-License-Identifier: GPL-3.0-or-later
// What every method of the table must hold, on a toy model.
#include "base/error.h"
#include "cache/registry.h"
#include "engine/cache/toy_run.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <optional>
#include <ostream>
#include <stdexcept>

namespace plumbline {
namespace {

using testing::expect_same;
using testing::run_toy;
using testing::ToyConfig;
using testing::ToyDenoiser;
using testing::ToyResult;
using testing::ToyRun;

struct Case {
    std::string policy, family;
    bool two_streams;
};

void PrintTo(const Case& shown, std::ostream* out) {
    *out << shown.policy << " " << shown.family
         << (shown.two_streams ? " two streams" : " one stream");
}

std::vector<Case> all_cases() {
    std::vector<Case> cases;
    for (const cache::PolicyEntry& entry : cache::policies()) {
        for (const std::string& family : entry.families) {
            for (const bool two_streams : {false, true})
                cases.push_back({entry.id, family, two_streams});
        }
    }
    return cases;
}

class PolicyContract : public ::testing::TestWithParam<Case> {
protected:
    static const cache::PolicyEntry& entry() { return cache::find_policy(GetParam().policy); }

    static std::unique_ptr<cache::CachePolicy> make(const api::Params& changed = {}) {
        const auto specs = entry().params(GetParam().family);
        api::Params given = for_a_toy();
        for (const auto& [key, value] : changed) given[key] = value;
        return entry().make(GetParam().family, api::complete(entry().id, specs, given));
    }

    /// What nobody published for the toy.
    static api::Params for_a_toy() {
        if (entry().id == "teacache") return {{"fit", std::string("linear")}};
        if (entry().id == "magcache") {
            std::string ratios = "1";
            for (int i = 1; i < run().steps; ++i) ratios += ";0.95";
            return {
                {"curve", std::string("own")}, {"ratios", ratios}, {"most_skips", std::int64_t{3}}};
        }
        if (entry().id == "research") return {{"fit", std::string("linear")}};
        if (entry().id == "sencache") return {{"table", std::string("even")}};
        if (entry().id == "mixcache") {
            // Whole steps, so that a skip can be told from a step reused in part.
            return {{"guidance_impact", 1000.0}, {"block_impact", 1000.0}};
        }
        if (entry().id == "easycache") return {{"warm_up", std::int64_t{2}}};
        return {};
    }
    /// The method where it skips a good part of the toy's steps, if it has a threshold.
    static api::Params busy() {
        return has_threshold() ? api::Params{{"threshold", 0.35}} : api::Params{};
    }
    /// The method where it skips nothing.
    static api::Params off() {
        if (has_threshold()) return {{"threshold", 0.0}};
        if (entry().id == "procache")
            return {{"pattern", std::string("searched")}, {"full_steps", std::int64_t{50}}};
        api::Params params;
        for (const api::ParamSpec& spec : entry().params(GetParam().family)) {
            if (spec.key.ends_with("interval")) params[spec.key] = std::int64_t{1};
        }
        return params;
    }
    static bool has_threshold() {
        const auto specs = entry().params(GetParam().family);
        return std::ranges::any_of(specs, [](const auto& spec) { return spec.key == "threshold"; });
    }
    static ToyConfig config() { return {.probe_blocks = 4, .two_streams = GetParam().two_streams}; }
    static ToyRun run() {
        return {.steps = 14, .guidance = GetParam().family == "wan" || GetParam().family == "sd15"};
    }

    ToyDenoiser model_{config()};
};

TEST_P(PolicyContract, OffEqualsNoCacheBitForBit) {
    const auto none = cache::find_policy("none").make(GetParam().family, {});
    const auto policy = make(off());
    const ToyResult uncached = run_toy(model_, *none, run());
    const ToyResult cached = run_toy(model_, *policy, run());
    EXPECT_TRUE(at::equal(uncached.latents, cached.latents));
    for (const auto& step : cached.passes) {
        for (const api::PassRecord& pass : step) EXPECT_EQ(pass.blocks_run, model_.shape().blocks);
    }
}

TEST_P(PolicyContract, TwoRunsAfterBeginAreEqual) {
    const auto policy = make(busy());
    const ToyResult first = run_toy(model_, *policy, run());
    const ToyResult second = run_toy(model_, *policy, run());
    expect_same(first, second);
    policy->end();
    EXPECT_EQ(policy->bytes(), 0);
    expect_same(first, run_toy(model_, *policy, run()));
}

TEST_P(PolicyContract, BranchesDoNotLeak) {
    ToyRun alone = run();
    alone.guidance = true;
    alone.guidance_scale = 1.0;
    ToyRun disturbed = alone;
    disturbed.negative_prompt = 99;
    const auto policy = make(busy());
    const ToyResult a = run_toy(model_, *policy, alone);
    const ToyResult b = run_toy(model_, *policy, disturbed);
    EXPECT_TRUE(at::equal(a.latents, b.latents));
    for (std::size_t step = 0; step < a.passes.size(); ++step) {
        EXPECT_EQ(a.passes[step][0].decision, b.passes[step][0].decision);
        EXPECT_TRUE(testing::same_number(a.passes[step][0].accumulated_error,
                                         b.passes[step][0].accumulated_error));
        EXPECT_TRUE(testing::same_number(a.passes[step][0].alignment_weight,
                                         b.passes[step][0].alignment_weight));
    }
    if (has_threshold()) {
        EXPECT_THAT(a.letters(0), ::testing::HasSubstr("S"));
    }
}

TEST_P(PolicyContract, RunAfterCancelEqualsAFreshOne) {
    ToyRun watched = run();
    int asked = 0;
    watched.checkpoint = Checkpoint([&asked] { ++asked; });
    const ToyResult fresh = run_toy(model_, *make(busy()), watched);
    for (const int stop : {1, asked / 3, asked / 2, asked}) {
        const auto policy = make(busy());
        int left = stop;
        watched.checkpoint = Checkpoint([&left] {
            if (--left == 0) throw Cancelled{};
        });
        EXPECT_THROW((void)run_toy(model_, *policy, watched), Cancelled) << stop;
        expect_same(fresh, run_toy(model_, *policy, run()));
    }
}

TEST_P(PolicyContract, RunAfterAnExceptionEqualsAFreshOne) {
    int calls = 0;
    model_.before_block = [&calls](int) { ++calls; };
    const ToyResult fresh = run_toy(model_, *make(busy()), run());
    const auto policy = make(busy());
    int left = 2 * calls / 3;
    model_.before_block = [&left](int) {
        if (--left == 0) throw std::runtime_error("a block failed");
    };
    EXPECT_THROW((void)run_toy(model_, *policy, run()), std::runtime_error);
    model_.before_block = nullptr;
    policy->end();
    EXPECT_EQ(policy->bytes(), 0);
    expect_same(fresh, run_toy(model_, *policy, run()));
}

TEST_P(PolicyContract, RecordsAddUp) {
    const auto policy = make(busy());
    std::ranges::fill(model_.block_calls, 0);
    std::ranges::fill(model_.attention_calls, 0);
    std::ranges::fill(model_.mlp_calls, 0);
    const ToyResult result = run_toy(model_, *policy, run());
    const auto& cost = model_.shape().cost;
    int recorded = 0, in_sets = 0;
    double work = 0;
    for (const auto& step : result.passes) {
        for (const api::PassRecord& pass : step) {
            EXPECT_EQ(pass.blocks, model_.shape().blocks);
            recorded += pass.blocks_run;
            in_sets += pass.ran.count();
            work += pass.work;
            EXPECT_GE(pass.probe_ms, 0);
            EXPECT_GE(pass.stack_ms, 0);
        }
    }
    EXPECT_EQ(recorded, std::accumulate(model_.block_calls.begin(), model_.block_calls.end(), 0));
    EXPECT_EQ(in_sets, recorded);
    double expected = 0;
    for (std::size_t block = 0; block < cost.size(); ++block) {
        const int spared = model_.block_calls[block] - model_.attention_calls[block];
        const double spared_mlps = model_.block_calls[block] - model_.mlp_calls[block];
        expected += cost[block] * (model_.block_calls[block] - testing::kAttentionShare * spared -
                                   testing::kMlpShare * spared_mlps);
    }
    EXPECT_NEAR(work, expected, 1e-9);
    int passes = 0;
    for (const auto& step : result.passes) {
        EXPECT_EQ(step.size(), run().guidance ? 2 : 1);
        passes += static_cast<int>(std::ranges::count_if(step, [](const api::PassRecord& pass) {
            return pass.decision != api::Decision::Estimated;
        }));
    }
    EXPECT_EQ(model_.head_calls, passes);
    for (const int calls : model_.block_calls)
        EXPECT_LE(calls, passes);  // nothing runs twice in a pass
}

TEST_P(PolicyContract, UpdateWithPresentValuesChangesNothing) {
    ToyRun updated = run();
    for (int step = 0; step < updated.steps; ++step) updated.updates[step] = busy();
    expect_same(run_toy(model_, *make(busy()), run()), run_toy(model_, *make(busy()), updated));
}

TEST_P(PolicyContract, UpdateLandsAtTheBoundaryInEveryBranch) {
    constexpr std::size_t kStep = 6;
    ToyRun moved = run();
    if (has_threshold()) moved.updates[static_cast<int>(kStep)] = {{"threshold", 1.5}};
    const auto policy = make(off());
    const ToyResult result = run_toy(model_, *policy, moved);
    for (std::size_t step = 0; step < result.passes.size(); ++step) {
        for (const api::PassRecord& pass : result.passes[step]) {
            const double expected = has_threshold() ? (step < kStep ? 0.0 : 1.5) : api::kNone;
            EXPECT_TRUE(testing::same_number(pass.threshold, expected)) << pass.threshold;
            const bool skipped = pass.decision == api::Decision::Skipped;
            if (step <= kStep) {
                EXPECT_EQ(skipped, has_threshold() && step == kStep);
            }
        }
    }
}

TEST_P(PolicyContract, UserCanAskForAComputedStep) {
    const auto policy = make(busy());
    ToyRun asked = run();
    for (int step = 0; step < asked.steps; ++step) asked.must_compute.insert(step);
    const ToyResult result = run_toy(model_, *policy, asked);
    const auto none = cache::find_policy("none").make(GetParam().family, {});
    EXPECT_TRUE(at::equal(result.latents, run_toy(model_, *none, run()).latents));
}

TEST_P(PolicyContract, CardCarriesTheSchema) {
    const api::PolicyCard card = cache::card(entry(), GetParam().family);
    EXPECT_EQ(card.id, entry().id);
    EXPECT_FALSE(card.title.empty());
    EXPECT_FALSE(card.summary.empty());
    for (const api::ParamSpec& spec : card.params) {
        EXPECT_FALSE(spec.help.empty()) << spec.key;
        // Each default passes its own validation.
        EXPECT_NO_THROW((void)api::parse_value(card.id, spec, api::to_text(spec.default_value)))
            << spec.key;
    }
    EXPECT_EQ(entry().unsupported(GetParam().family, testing::run_shape(model_, run())),
              std::nullopt);
}

INSTANTIATE_TEST_SUITE_P(AllPolicies,
                         PolicyContract,
                         ::testing::ValuesIn(all_cases()),
                         [](const auto& info) {
                             return info.param.policy + "_" + info.param.family +
                                    (info.param.two_streams ? "_two_streams" : "_one_stream");
                         });

}  // namespace
}  // namespace plumbline
