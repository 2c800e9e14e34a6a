// SPDX-License-Identifier: GPL-3.0-or-later
// ProfilingDiT: published lists and schedules against the constants file, and its sums by hand.
#include "base/error.h"
#include "cache/published/profiled_blocks.h"
#include "cache/registry.h"
#include "engine/cache/cache_constants.h"
#include "engine/cache/toy_run.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <set>

namespace plumbline {
namespace {

using cache::BlockRun;
using testing::run_toy;
using testing::ToyDenoiser;
using testing::ToyResult;
using testing::ToyRun;

std::unique_ptr<cache::CachePolicy> profilingdit(const std::string& family,
                                                 const api::Params& changed) {
    return testing::make_policy("profilingdit", family, changed);
}

models::StackShape stack(int blocks, int probe_blocks) {
    return {.blocks = blocks,
            .probe_blocks = probe_blocks,
            .cost = std::vector<double>(static_cast<std::size_t>(blocks), 1.0 / blocks)};
}

/// Blocks of the runs, counted from `first`.
std::vector<int> blocks_of(const std::vector<BlockRun>& runs, int first) {
    std::vector<int> blocks;
    for (const BlockRun& run : runs) {
        for (int block = std::max(run.first, first); block <= run.last; ++block)
            blocks.push_back(block - first);
    }
    return blocks;
}

TEST(ProfiledBlocks, AreThoseOfTheFile) {
    const auto& file = testing::more_cache_constants()["profilingdit"];
    const auto& wan = file["wan21_t2v_14B"];
    const std::vector<BlockRun> runs = cache::background_runs("wan", stack(40, 40));
    EXPECT_EQ(blocks_of(runs, 0), wan["background"].get<std::vector<int>>());
    std::vector<std::vector<int>> longer;
    for (const BlockRun& run : runs) {
        if (run.last > run.first) longer.push_back({run.first, run.last});
    }
    EXPECT_EQ(longer, wan["runs"].get<std::vector<std::vector<int>>>());

    const auto& hunyuan = file["hunyuan_video"];
    const std::vector<BlockRun> both = cache::background_runs("hunyuan", stack(60, 20));
    EXPECT_EQ(both.front(), (BlockRun{.first = 6, .last = 19}));
    EXPECT_EQ(blocks_of({both.begin() + 1, both.end()}, 20),
              hunyuan["single"]["background"].get<std::vector<int>>());
    EXPECT_EQ(cache::decreasing_refresh_steps(),
              hunyuan["single"]["refresh_steps"].get<std::vector<int>>());
}

TEST(ProfiledBlocks, OfAnotherSizeAreTheMiddleOfEachKind) {
    EXPECT_EQ(cache::background_runs("wan", stack(30, 30)),
              (std::vector<BlockRun>{{.first = 6, .last = 23}}));
    EXPECT_EQ(cache::background_runs("flux", stack(57, 19)),
              (std::vector<BlockRun>{{.first = 4, .last = 14}, {.first = 27, .last = 48}}));
    EXPECT_TRUE(cache::background_runs("flux", stack(3, 2)).empty());
}

TEST(ProfiledBlocks, ListsAreCutWhereSingleStreamBlocksBegin) {
    EXPECT_EQ(cache::runs_of({5, 3, 4, 2, 8, 4}, stack(10, 4)),
              (std::vector<BlockRun>{{2, 3}, {4, 5}, {8, 8}}));
    EXPECT_THROW((void)cache::runs_of({10}, stack(10, 4)), Error);
    EXPECT_THROW((void)cache::runs_of({0.5}, stack(10, 4)), Error);
    EXPECT_THROW((void)cache::runs_of({0, 1}, stack(2, 2)), Error);
}

/// Blocks that ran at each step of a run without guidance.
std::vector<int> blocks_run(const ToyResult& result) {
    std::vector<int> run;
    for (const auto& step : result.passes) run.push_back(step.front().blocks_run);
    return run;
}

TEST(ProfilingDitSchedule, RefreshesAsPublished) {
    const auto& file = testing::more_cache_constants()["profilingdit"];
    const auto expected = [&](const char* model, const nlohmann::json& steps, int full, int rest) {
        const auto listed = steps.get<std::set<int>>();
        std::vector<int> run;
        for (int step = 0; step < 50; ++step)
            run.push_back(step < file["step_start"].get<int>() || listed.contains(step) ? full
                                                                                        : rest);
        return std::pair(std::string(model), run);
    };
    {
        ToyDenoiser model({.blocks = 40, .probe_blocks = 40});
        const auto [name, run] =
            expected("wan", file["wan21_t2v_14B"]["refresh_steps"], 40, 40 - 28);
        EXPECT_EQ(blocks_run(run_toy(model, *profilingdit("wan", {}),
                                     ToyRun{.steps = 50, .guidance = false})),
                  run);
    }
    {
        // Two schedules side by side: 14 double-stream blocks on one, 24 others on the other.
        ToyDenoiser model({.blocks = 60, .probe_blocks = 20, .two_streams = true});
        const auto [one, doubles] =
            expected("hunyuan", file["hunyuan_video"]["double"]["refresh_steps"], 20, 20 - 14);
        const auto [two, singles] =
            expected("hunyuan", file["hunyuan_video"]["single"]["refresh_steps"], 40, 40 - 24);
        std::vector<int> both;
        for (std::size_t i = 0; i < doubles.size(); ++i) both.push_back(doubles[i] + singles[i]);
        EXPECT_EQ(blocks_run(run_toy(model, *profilingdit("hunyuan", {}),
                                     ToyRun{.steps = 50, .guidance = false})),
                  both);
    }
}

TEST(ProfilingDitSums, AddWhatTheBlocksAddedAtTheLastRefresh) {
    for (const bool two_streams : {false, true}) {
        ToyDenoiser model({.two_streams = two_streams});
        const auto policy = profilingdit("wan", {{"blocks", std::string("own")},
                                                 {"list", std::string("1;2;4")},
                                                 {"interval", std::int64_t{3}},
                                                 {"start", 0.0}});
        const ToyRun run{.steps = 12};
        policy->begin(testing::run_shape(model, run));
        const models::Conditioning prompt = model.prompt(11);
        const auto input = [&](int step, models::BlockContext& context) {
            return model.embed(model.noise(static_cast<std::uint64_t>(step)), 1000.0 - 50 * step,
                               prompt, context);
        };
        models::Streams first, second;  // what blocks 1–2 and 4 added at step 2
        for (int step = 0; step < 4; ++step) {
            models::BlockContext context;
            const Checkpoint checkpoint;
            cache::StackPass pass(model, context, input(step, context),
                                  testing::step_info(run, step), api::Branch::Cond, checkpoint);
            const models::Streams given = policy->forward(pass);
            EXPECT_EQ(pass.record().blocks_run, step == 3 ? 3 : 6) << step;
            models::Streams now = input(step, context);
            const auto to = [&](int end) {
                while (now.at < end) now = model.run_block(now.at, now, context);
            };
            const auto span = [&](int end, models::Streams& delta) {
                const models::Streams before = now;
                if (step == 3) {
                    now.image = now.image + delta.image;
                    if (two_streams) now.text = now.text + delta.text;
                    now.at = end;
                    return;
                }
                to(end);
                delta.image = now.image - before.image;
                if (two_streams) delta.text = now.text - before.text;
            };
            to(1);
            span(3, first);
            to(4);
            span(5, second);
            to(6);
            EXPECT_TRUE(given.image.equal(now.image)) << step;
        }
        std::int64_t kept = 0;
        for (const at::Tensor& tensor : {first.image, first.text, second.image, second.text}) {
            if (tensor.defined()) kept += static_cast<std::int64_t>(tensor.nbytes());
        }
        EXPECT_EQ(policy->bytes(), kept);
    }
}

}  // namespace
}  // namespace plumbline
