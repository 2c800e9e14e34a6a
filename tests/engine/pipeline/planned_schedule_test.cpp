// SPDX-License-Identifier: GPL-3.0-or-later
// A schedule told beforehand is the one that then runs.
#include "pipeline/planned_schedule.h"

#include "engine/pipeline/tiny_run.h"
#include "support/tiny_families.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace plumbline::pipeline {
namespace {

constexpr int kSteps = 14;

/// Blocks that ran, of both branches; in_parts: those of which parts were reused alone.
int blocks_run(const tests::RunLog& log, bool in_parts = false) {
    int sum = 0;
    for (const auto& step : log.all<api::StepEvent>()) {
        for (const api::PassRecord& pass : step.passes) {
            const bool of_parts =
                pass.reuse == api::Reuse::Modules || pass.reuse == api::Reuse::Tokens;
            if (of_parts || !in_parts) sum += pass.blocks_run;
        }
    }
    return sum;
}

void expect_kept(const api::Recipe& recipe) {
    const std::optional<PlannedSchedule> planned = planned_schedule(make_unchecked_plan(recipe));
    ASSERT_TRUE(planned) << recipe.cache;
    const tests::RunLog log = tests::run_recipe(recipe);
    const auto ran = log.decisions();
    EXPECT_EQ(planned->cond, ran.at("cond")) << recipe.cache;
    EXPECT_EQ(planned->uncond, ran.contains("uncond") ? ran.at("uncond") : "") << recipe.cache;
    EXPECT_EQ(planned->blocks_run, blocks_run(log)) << recipe.cache;
    EXPECT_EQ(planned->in_parts, blocks_run(log, true)) << recipe.cache;
    if (recipe.cache != "none") {
        EXPECT_LE(planned->blocks_run, planned->blocks);
    }
}

class PlannedScheduleOfWan : public tests::TinyRun {};

TEST_F(PlannedScheduleOfWan, IsThatOfTheRun) {
    api::Recipe wanted = recipe();
    wanted.steps = kSteps;
    std::string ratios = "1";
    for (int i = 1; i < kSteps; ++i) ratios += fmt::format(";{}", i % 3 == 0 ? 0.9 : 0.99);
    using Texts = std::vector<std::pair<std::string, std::string>>;
    for (const auto& [method, texts] :
         {std::pair{"none", Texts{}}, std::pair{"taylorseer", Texts{}},
          std::pair{"deepcache", Texts{}}, std::pair{"profilingdit", Texts{}},
          std::pair{"magcache", Texts{{"curve", "own"}, {"ratios", ratios}}},
          std::pair{"teacache", Texts{{"fit", "linear"}, {"threshold", "0.05"}}},
          std::pair{"teacache", Texts{{"fit", "linear"}, {"retained", "on"}}},
          std::pair{"procache", Texts{}},
          std::pair{"procache", Texts{{"form", "modules"}, {"token_share", "0.5"}}},
          std::pair{"fastercache", Texts{}},
          std::pair{"fastercache", Texts{{"parts", "guidance"}, {"interval", "3"}}}}) {
        wanted.cache = method;
        wanted.cache_text = texts;
        expect_kept(wanted);
    }
    // A live change is no part of it; one branch has one schedule.
    wanted.guidance = 1.0;
    wanted.cache_text = {{"parts", "attention"}};
    expect_kept(wanted);
}

TEST_F(PlannedScheduleOfWan, IsUnknownWhereTheMethodLooks) {
    api::Recipe wanted = recipe();
    EXPECT_EQ(planned_schedule(make_unchecked_plan(wanted)), std::nullopt);
}

TEST(PlannedScheduleOfUnet, CountsEveryCallOfTheSampler) {
    const tests::TemporaryFolder folder;
    tests::make_sd15_model(folder / "model");
    api::Recipe wanted;
    wanted.model = folder / "model";
    wanted.prompt = "a red ball";
    wanted.width = wanted.height = 64;
    wanted.steps = kSteps;
    wanted.threads = 1;
    for (const char* sampler : {"plms", "ddim"}) {
        for (const char* schedule : {"uniform", "centered"}) {
            wanted.sampler = sampler;
            wanted.cache = "deepcache";
            wanted.cache_text = {{"schedule", schedule}};
            expect_kept(wanted);
        }
    }
    wanted.cache = "fastercache";
    wanted.cache_text = {};
    expect_kept(wanted);
}

}  // namespace
}  // namespace plumbline::pipeline
