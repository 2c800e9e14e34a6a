// SPDX-License-Identifier: GPL-3.0-or-later
// What each method keeps, against what its paper's formulas need. A tensor of the stack is the
// image tokens at the model's width.
#include "engine/cache/toy_run.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace plumbline {
namespace {

using testing::run_toy;
using testing::ToyDenoiser;
using testing::ToyRun;

constexpr std::int64_t kTokens = 2 * 3 * 4, kWidth = 16, kFloat = 4;
constexpr std::int64_t kStack = kTokens * kWidth * kFloat;  // one tensor of the stack
constexpr std::int64_t kLatents = 4 * kTokens * kFloat;     // one of the latents
constexpr std::int64_t kTime = kWidth * kFloat;             // the time embedding
constexpr int kBlocks = 6;

struct Kept {
    std::string method, family;
    api::Params params;
    std::int64_t bytes;
};

class CacheMemory : public ::testing::TestWithParam<Kept> {};

TEST_P(CacheMemory, IsWhatTheMethodNeeds) {
    const auto& [method, family, params, bytes] = GetParam();
    ToyDenoiser model({.blocks = kBlocks});
    const auto policy = testing::make_policy(method, family, params);
    const bool guided = family == "wan";
    EXPECT_EQ(run_toy(model, *policy, ToyRun{.guidance = guided}).cache_bytes, bytes);
}

std::vector<Kept> table() {
    const std::string linear = "linear";
    std::string ratios = "1";
    for (int i = 1; i < 12; ++i) ratios += ";0.95";
    return {
        {"dicache", "flux", {{"threshold", 0.35}}, 6 * kStack},
        {"dicache", "wan", {{"threshold", 0.35}}, 2 * 6 * kStack},
        // One residual a branch, and the signal: of Wan the time embedding, else the tokens as the
        // first block reads them.
        {"teacache", "wan", {{"fit", linear}}, 2 * (kStack + kTime)},
        {"teacache", "flux", {{"fit", linear}}, kStack + kStack},
        {"magcache", "wan", {{"curve", std::string("own")}, {"ratios", ratios}}, 2 * kStack},
        {"firstblock", "flux", {}, 2 * kStack},
        {"easycache", "flux", {}, 3 * kStack},
        {"taylorseer", "flux", {{"order", std::int64_t{2}}}, 3 * kStack},
        {"deepcache", "wan", {}, 2 * kStack},
        // What either stage added at its probe and after it; six blocks in two stages.
        {"h2cache", "flux", {}, 4 * kStack},
        // Of every block attention and MLP, and how much the tokens of the last quarter matter; in
        // the reduced form of the last three alone, and what the others added.
        {"procache",
         "flux",
         {{"pattern", std::string("searched")}},
         2 * kBlocks * kStack + kTokens * kFloat},
        {"procache", "wan", {}, 2 * (kStack + 3 * (2 * kStack + kTokens * kFloat))},
        // What all blocks and the inner ones added, and how the branches differ.
        {"mixcache", "flux", {}, 2 * kStack},
        {"mixcache", "wan", {}, 2 * 2 * kStack + kLatents},
        {"profilingdit", "wan", {}, 2 * kStack},
        {"sencache", "flux", {{"table", std::string("even")}}, kStack + kLatents},
        // Two outputs of every block, in the conditional branch alone, and two parts of a
        // difference.
        {"fastercache", "flux", {}, 2 * kBlocks * kStack},
        {"fastercache", "wan", {}, 2 * kBlocks * kStack + 2 * kLatents},
        {"fastercache", "wan", {{"parts", std::string("guidance")}}, 2 * kLatents},
    };
}

INSTANTIATE_TEST_SUITE_P(Methods, CacheMemory, ::testing::ValuesIn(table()), [](const auto& info) {
    return fmt::format("{}_{}_{}", info.param.method, info.param.family, info.index);
});

}  // namespace
}  // namespace plumbline
