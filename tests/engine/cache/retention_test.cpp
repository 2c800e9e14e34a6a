// SPDX-License-Identifier: GPL-3.0-or-later
#include "cache/registry.h"
#include "engine/cache/toy_run.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace plumbline {
namespace {

using testing::run_toy;
using testing::ToyDenoiser;
using testing::ToyResult;

std::unique_ptr<cache::CachePolicy> dicache(const std::string& family, const api::Params& params) {
    const auto& entry = cache::find_policy("dicache");
    return entry.make(family, api::complete("dicache", entry.params(family), params));
}

/// Calls that ran without a probe at the start.
std::size_t full_calls(const ToyResult& result, std::size_t branch) {
    return std::min(result.letters(branch).find_first_not_of('C'), result.passes.size());
}

struct Expected {
    std::string family;
    int steps;
    double retention;
    std::size_t cond, uncond;  // calls before the first probe
};

// The counts are those of calls without a probe in the released code's traces.
TEST(DiCacheRetention, KeepsTheFirstCallsFullAsPublished) {
    const std::vector<Expected> cases = {
        {"wan", 20, 0.2, 4, 4},     {"wan", 23, 0.2, 5, 4},     {"wan", 10, 0.3, 3, 3},
        {"wan", 50, 0.2, 10, 10},   {"wan", 20, 0.05, 1, 1},    {"wan", 20, 0.0, 1, 1},
        {"hunyuan", 20, 0.2, 4, 0}, {"hunyuan", 30, 0.2, 6, 0}, {"hunyuan", 20, 0.0, 1, 0},
        {"flux", 20, 0.2, 5, 0},    {"flux", 30, 0.2, 7, 0},    {"flux", 30, 0.0, 1, 0},
    };
    for (const Expected& expected : cases) {
        SCOPED_TRACE(fmt::format("{} {} {}", expected.family, expected.steps, expected.retention));
        const bool guidance = expected.family == "wan";
        ToyDenoiser model;
        const auto policy =
            dicache(expected.family, {{"threshold", 0.1}, {"retention", expected.retention}});
        const ToyResult result =
            run_toy(model, *policy, {.steps = expected.steps, .guidance = guidance});
        EXPECT_EQ(full_calls(result, 0), expected.cond);
        if (guidance) {
            EXPECT_EQ(full_calls(result, 1), expected.uncond);
        }
        // Flux also computes its last call, without a probe.
        const bool last_full = result.passes.back()[0].decision == api::Decision::Computed;
        EXPECT_EQ(last_full, expected.family == "flux");
    }
}

TEST(DiCacheRetention, CountsOneBranchWithGuidanceOff) {
    ToyDenoiser model;
    const auto policy = dicache("wan", {{"threshold", 0.1}});
    EXPECT_EQ(full_calls(run_toy(model, *policy, {.steps = 23, .guidance = false}), 0), 4U);
}

TEST(DiCacheRetention, OneKeepsEveryCallFull) {
    ToyDenoiser model;
    const auto policy = dicache("wan", {{"threshold", 2.0}, {"retention", 1.0}});
    EXPECT_EQ(run_toy(model, *policy, {.steps = 8}).letters(0), "CCCCCCCC");
}

}  // namespace
}  // namespace plumbline
