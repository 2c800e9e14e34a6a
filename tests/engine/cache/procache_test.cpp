// SPDX-License-Identifier: GPL-3.0-or-later
// ProCache's patterns and shares against the constants file, and its schedule on a toy.
#include "base/error.h"
#include "cache/parts/step_pattern.h"
#include "cache/published/procache_tokens.h"
#include "cache/registry.h"
#include "engine/cache/cache_constants.h"
#include "engine/cache/toy_run.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

namespace plumbline {
namespace {

using cache::StepPattern;
using cache::StepValue;
using testing::run_toy;
using testing::ToyDenoiser;
using testing::ToyRun;

const nlohmann::json& constants() {
    return testing::more_cache_constants()["procache"];
}

StepPattern published(const char* name) {
    StepPattern pattern;
    for (const int value : constants()["patterns"][name])
        pattern.push_back(static_cast<StepValue>(value));
    return pattern;
}

models::StackShape stack(int blocks, int probe_blocks) {
    return {.blocks = blocks,
            .probe_blocks = probe_blocks,
            .cost = std::vector<double>(static_cast<std::size_t>(blocks), 1.0 / blocks)};
}

StepPattern without_selective(StepPattern pattern) {
    std::ranges::replace(pattern, StepValue::Selective, StepValue::Reused);
    return pattern;
}

TEST(StepPatterns, AreAllThatTheConstraintsLeave) {
    struct Space {
        const char* key;
        int full;
        cache::CachedBounds bounds;
    };
    for (const Space& space : {Space{"T50_B11_v2_5", 11, {2, 5}}, Space{"T50_B13_v1_4", 13, {1, 4}},
                               Space{"T50_B17_v1_4", 17, {1, 4}}}) {
        EXPECT_EQ(cache::segment_partitions(50, space.full, space.bounds),
                  constants()["cass"]["all_partitions_ours"][space.key]
                      .get<std::vector<std::vector<int>>>())
            << space.key;
    }
    EXPECT_EQ(cache::segment_partitions(20, 7, {1, 4}).size(), 7U);
    EXPECT_TRUE(cache::segment_partitions(50, 5, {1, 4}).empty());
    EXPECT_TRUE(cache::segment_partitions(3, 4, {0, 4}).empty());
    EXPECT_EQ(cache::segment_partitions(1000, 340, {1, 80}, 10).size(), 10U);
}

TEST(StepPatterns, PublishedOnesAreWhatInjectionMakesOfTheirFullSteps) {
    for (const char* name : {"dit_xl2_50", "pixart_alpha_20", "flux_dev_50_procache_commented",
                             "flux_dev_50_taylor_active"}) {
        const StepPattern pattern = published(name);
        EXPECT_EQ(cache::with_selective(without_selective(pattern)), pattern) << name;
    }
    EXPECT_EQ(cache::with_selective(cache::published_pattern()),
              published("flux_dev_50_procache_commented"));
    EXPECT_EQ(cache::pattern_of({6, 6, 5, 5, 5, 5, 4, 4, 4, 3, 3}), published("readme_s1_B11"));
    EXPECT_EQ(cache::pattern_of({6, 6, 6, 6, 5, 4, 4, 4, 3, 3, 3}), published("readme_s5_B11"));
}

TEST(StepPatterns, CandidatesFitEveryNumberOfStepsAndBudget) {
    for (const int steps : {1, 10, 13, 25, 50, 100, 333, 1000}) {
        for (const int full : {1, 5, 13, 17, 23, 25, 26, 40, 50}) {
            for (const StepPattern& pattern : cache::candidate_patterns(steps, full)) {
                ASSERT_EQ(pattern.size(), static_cast<std::size_t>(steps));
                ASSERT_EQ(pattern.front(), StepValue::Full);
            }
            const auto count =
                std::ranges::count(cache::middle_pattern(steps, full), StepValue::Full);
            EXPECT_NEAR(static_cast<double>(count), std::max(1.0, full * steps / 50.0), 1.0)
                << steps << " steps, " << full << " of fifty";
        }
    }
    EXPECT_EQ(cache::middle_pattern(25, 50), StepPattern(25, StepValue::Full));
    EXPECT_EQ(cache::candidate_patterns(50, 17).size(), 30U);
}

TEST(StepPatterns, StretchToOtherNumbersOfSteps) {
    const StepPattern pattern = published("dit_xl2_50");
    EXPECT_EQ(cache::stretched(pattern, 50), pattern);
    const StepPattern twice = cache::stretched(pattern, 100);
    EXPECT_EQ(std::ranges::count(twice, StepValue::Full), 34);
    for (std::size_t i = 0; i < 50; ++i) {
        if (pattern[i] == StepValue::Full) {
            EXPECT_EQ(twice[2 * i], StepValue::Full) << i;
        }
    }
    EXPECT_EQ(std::ranges::count(cache::stretched(pattern, 25), StepValue::Full), 9);
    EXPECT_EQ(
        std::ranges::count(cache::stretched(without_selective(pattern), 30), StepValue::Selective),
        0);
    EXPECT_EQ(cache::stretched(pattern, 1), StepPattern{StepValue::Full});
}

TEST(ProCacheTokens, AreThoseOfTheAuthorsForFlux) {
    const models::StackShape flux = stack(57, 19);
    const auto& file = constants()["flux"];
    const double ratio = file["toca"]["fresh_ratio"];
    const auto expected = [&](int layer, const char* stream) {
        return ratio *
               (1.5 - static_cast<double>(layer) / file["toca"]["layer_div"].get<double>()) *
               file["toca"]["stream_factor"][stream].get<double>();
    };
    EXPECT_NEAR(ratio * cache::token_factor(18, flux), expected(18, "double"), 1e-12);
    for (const int layer : {18, 25, 37})
        EXPECT_NEAR(ratio * cache::token_factor(19 + layer, flux), expected(layer, "single"),
                    1e-12);
    EXPECT_NEAR(expected(18, "single"), 0.13, 0.005);
    EXPECT_NEAR(expected(37, "single"), 0.02, 0.005);
    const std::vector<bool> deep = cache::deep_blocks("flux", flux, {});
    const int threshold = file["threshold_layer_per_stack"];
    for (int block = 0; block < 57; ++block)
        EXPECT_EQ(deep[static_cast<std::size_t>(block)],
                  (block < 19 ? block : block - 19) >= threshold)
            << block;
    EXPECT_EQ(std::ranges::count(deep, true), 21);
}

TEST(ProCacheTokens, DeepBlocksOfOtherModels) {
    const auto count = [](const char* family, int blocks, int doubles, bool reduced,
                          int wanted = 0) {
        return std::ranges::count(
            cache::deep_blocks(family, stack(blocks, doubles), {wanted, reduced}), true);
    };
    const auto& ours = constants()["wan_ours"]["deep_blocks"];
    EXPECT_EQ(count("wan", 40, 40, true), ours["14B"].get<int>());
    EXPECT_EQ(count("wan", 30, 30, true), ours["1.3B"].get<int>());
    EXPECT_EQ(count("hunyuan", 60, 20, true), 6);
    EXPECT_EQ(count("wan", 40, 40, false), 10);
    EXPECT_EQ(count("wan", 7, 7, true), 3);
    EXPECT_EQ(count("wan", 2, 2, true), 1);
    EXPECT_EQ(count("wan", 1, 1, true), 1);
    EXPECT_EQ(count("flux", 10, 4, true, 5), 5);
    EXPECT_THROW(static_cast<void>(count("flux", 10, 4, true, 10)), Error);
}

TEST(ProCacheSchedule, IsTheAuthorsForFluxAndStretchesElsewhere) {
    ToyDenoiser model({.probe_blocks = 4, .two_streams = true});
    const auto letters = [&](const std::string& family, const api::Params& params, int steps) {
        const bool guided = family == "wan";
        return run_toy(model, *testing::make_policy("procache", family, params),
                       ToyRun{.steps = steps, .guidance = guided})
            .letters(0);
    };
    const std::string flux = letters("flux", {}, 50);
    // Twenty-one full steps of the pattern, and two more at the start.
    EXPECT_EQ(std::ranges::count(flux, 'C'), 23);
    EXPECT_EQ(flux.substr(0, 9), "CCCCPPCPP");
    EXPECT_EQ(std::ranges::count(letters("hunyuan", {}, 50), 'C'), 17);
    EXPECT_EQ(std::ranges::count(letters("wan", {}, 25), 'C'), 9);
    EXPECT_EQ(
        letters("wan",
                {{"pattern", std::string("own")}, {"list", std::string("1;0;2;0;1;0;2;0;1;1;0;1")}},
                12),
        "CPPPCPPPCCPC");
    EXPECT_EQ(letters("wan", {{"full_steps", std::int64_t{50}}}, 12), std::string(12, 'C'));
}

TEST(ProCacheSchedule, SelectiveStepsComputeASharesOfTheTokens) {
    ToyDenoiser model;
    const api::Params params{{"pattern", std::string("own")},
                             {"list", std::string("1;0;2;0;2;1;0;2;0;2")},
                             {"token_share", 0.25}};
    const auto run =
        run_toy(model, *testing::make_policy("procache", "wan", params), ToyRun{.steps = 10});
    const auto& steps = run.passes;
    for (const int step : {1, 3, 6, 8}) {
        EXPECT_EQ(steps[static_cast<std::size_t>(step)][0].reuse, api::Reuse::Modules);
        EXPECT_TRUE(std::isnan(steps[static_cast<std::size_t>(step)][0].token_share));
    }
    for (const int step : {2, 4, 7, 9}) {
        for (const api::PassRecord& pass : steps[static_cast<std::size_t>(step)]) {
            EXPECT_EQ(pass.reuse, api::Reuse::Tokens);
            EXPECT_NEAR(pass.token_share, 0.25, 1e-9);  // six of 24
            // Three shallow blocks are one sum, three deep ones run.
            EXPECT_EQ(pass.ran, (api::BlockSet{{3, 6}}));
        }
    }
    EXPECT_EQ(steps[0][0].reuse, api::Reuse::Unnamed);
}

TEST(ProCacheSchedule, SaysWhatAPatternCannotBe) {
    const ToyDenoiser model;
    for (const char* list : {"", "1;0;3", "1;0.5"}) {
        const auto policy = testing::make_policy(
            "procache", "wan", {{"pattern", std::string("own")}, {"list", std::string(list)}});
        EXPECT_THROW(policy->begin(testing::run_shape(model, {})), Error) << list;
    }
}

}  // namespace
}  // namespace plumbline
