// SPDX-License-Identifier: GPL-3.0-or-later
// Where weights are during a run: the same result everywhere, and the choice by what there is.
#include "pipeline/residency.h"

#include "engine/pipeline/tiny_run.h"
#include "pipeline/run_plan.h"
#include "support/expect_error.h"
#include "support/tiny_families.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>

namespace plumbline::tests {
namespace {

using pipeline::MemoryEstimate;
using pipeline::Residency;

class Residencies : public TinyRun {
protected:
    [[nodiscard]] api::Recipe recipe_of(const char* residency, const char* threshold) const {
        api::Recipe wanted = recipe(threshold);
        wanted.residency = residency;
        return wanted;
    }
    static nlohmann::json result(const RunLog& log) {
        return nlohmann::json::parse(log.finished.json);
    }
    static int blocks_run(const RunLog& log) {
        int sum = 0;
        for (const api::StepEvent& step : log.all<api::StepEvent>()) {
            for (const api::PassRecord& pass : step.passes) sum += pass.blocks_run;
        }
        return sum;
    }
};

TEST_F(Residencies, GiveTheSameResultBitForBit) {
    for (const char* threshold : {"0", "0.5"}) {
        const at::Tensor expected = latents_of(recipe_of("swap", threshold));
        for (const char* residency : {"auto", "resident", "stream"}) {
            EXPECT_TRUE(at::equal(latents_of(recipe_of(residency, threshold)), expected))
                << residency;
        }
    }
}

TEST_F(Residencies, ABlockThatIsSkippedIsNotFetched) {
    RunLog log;
    static_cast<void>(latents_of(recipe_of("stream", "0.5"), &log));
    ASSERT_NE(log.decisions().at("cond").find('S'), std::string::npos);
    const int fetched = result(log)["fetched_blocks"];
    EXPECT_GT(fetched, 0);
    EXPECT_LE(fetched, blocks_run(log));
    EXPECT_LT(blocks_run(log), 5 * 16);
    static_cast<void>(latents_of(recipe_of("swap", "0.5"), &log));
    EXPECT_FALSE(result(log).contains("fetched_blocks"));
}

TEST_F(Residencies, TheChoiceIsStated) {
    for (const char* residency : {"resident", "swap", "stream"}) {
        api::Recipe wanted = recipe_of(residency, "0.5");
        wanted.trace = place("run.jsonl");
        wanted.output = place("clip.mp4");
        RunLog log;
        static_cast<void>(latents_of(wanted, &log));
        EXPECT_EQ(result(log)["residency"], residency);
        EXPECT_EQ(trace_lines(wanted.trace).front()["residency"], residency);
        EXPECT_EQ(stored_record(place("latents_of.safetensors"))["recipe"]["residency"], residency);
        const auto phases = log.all<api::PhaseEvent>();
        EXPECT_TRUE(std::ranges::any_of(
            phases, [&](const api::PhaseEvent& event) { return event.note.ends_with(residency); }));
    }
    static_cast<void>(latents_of(recipe("0.5")));
    EXPECT_FALSE(stored_record(place("latents_of.safetensors"))["recipe"].contains("residency"))
        << "what auto chose depends on the hour, and the record must not";
}

TEST_F(Residencies, AutoTakesTheFirstThatFits) {
    auto plan = pipeline::make_unchecked_plan(recipe());
    plan.weights = {.whole = 10'000'000'000, .streamed = 1'000'000'000};
    plan.text_bytes = 4'000'000'000;
    const MemoryEstimate estimate = pipeline::estimate_memory(plan);
    const auto resident = estimate.peak(Residency::Resident), swap = estimate.peak(Residency::Swap),
               stream = estimate.peak(Residency::Stream);
    ASSERT_GT(resident, swap);
    ASSERT_GT(swap, stream);
    EXPECT_EQ(stream, plan.text_bytes) << "the encoder is the largest that is left";
    // Other programs live on a fifth of what is free, and models stay in no more than half of the
    // host's memory.
    EXPECT_EQ(choose_residency(plan, 2 * resident), Residency::Resident);
    EXPECT_EQ(choose_residency(plan, 2 * resident - 2), Residency::Swap);
    EXPECT_EQ(choose_residency(plan, resident), Residency::Swap);
    EXPECT_EQ(choose_residency(plan, swap), Residency::Stream);
    EXPECT_EQ(choose_residency(plan, 1), Residency::Stream);
    EXPECT_EQ(choose_residency(plan, 0), Residency::Swap) << "nothing is known";
    plan.recipe.memory = 1;  // what is allowed is used to its end
    EXPECT_EQ(choose_residency(plan, resident), Residency::Resident);
    EXPECT_EQ(choose_residency(plan, resident - 1), Residency::Swap);
    EXPECT_EQ(choose_residency(plan, swap - 1), Residency::Stream);
    plan.recipe.residency = "resident";
    EXPECT_EQ(choose_residency(plan, 1), Residency::Resident);
}

TEST_F(Residencies, WhatDoesNotFitIsToldWhatWould) {
    auto plan = pipeline::make_unchecked_plan(recipe());
    plan.weights = {.whole = 10'000'000'000, .streamed = 1'000'000'000};
    plan.text_bytes = 4'000'000'000;
    plan.residency = Residency::Swap;
    plan.recipe.memory = 5'000'000'000;
    const auto check = [&] {
        check_memory(plan);
        return 0;
    };
    expect_error(ErrorKind::OutOfMemory, "use --residency stream, which needs about 4.0 GB", check);
    expect_error(ErrorKind::OutOfMemory, "need about 10.0 GB (swap), 5.0 GB are allowed", check);
    plan.recipe.memory = 1'000'000'000;
    expect_error(ErrorKind::OutOfMemory, "use a smaller size", check);
    plan.recipe.memory = 10'100'000'000;
    EXPECT_EQ(check(), 0);
    plan.recipe.width = 1280;
    plan.recipe.height = 720;
    expect_error(ErrorKind::OutOfMemory, "use --tiled-vae --residency", check);
    api::Recipe small = recipe();
    small.memory = 1000;
    expect_error(ErrorKind::OutOfMemory, "are allowed",
                 [&] { return run_recipe(small).cancelled; });
}

TEST_F(Residencies, StreamedWeightsAreTwoBlocksAndWhatIsInNone) {
    const auto plan = pipeline::make_unchecked_plan(recipe());
    std::int64_t all = 0, blocks = 0;
    for (const auto& [name, shape] : plan.sizes.parameters) {
        const std::int64_t bytes = 4 * c10::multiply_integers(shape);
        all += bytes;
        if (name.starts_with("blocks.")) blocks += bytes;
    }
    EXPECT_EQ(plan.weights.whole, all);
    EXPECT_EQ(plan.weights.streamed, all - blocks + blocks / 5 * 2);
}

TEST(ResidencyOfFamilies, DualStreamModelsStreamToo) {
    const TemporaryFolder folder;
    make_flux_model(folder / "flux");
    api::Recipe recipe;
    recipe.model = folder / "flux";
    recipe.prompt = "a red ball";
    recipe.width = recipe.height = 32;
    recipe.steps = 4;
    recipe.threads = 1;
    recipe.overwrite = true;
    recipe.latents_output = folder / "latents.safetensors";
    const auto latents = [&](const char* residency) {
        recipe.residency = residency;
        static_cast<void>(run_recipe(recipe));
        return stored_latents(recipe.latents_output);
    };
    EXPECT_TRUE(at::equal(latents("stream"), latents("resident")));
}

}  // namespace
}  // namespace plumbline::tests
