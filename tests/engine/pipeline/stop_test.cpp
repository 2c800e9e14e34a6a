// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/file.h"
#include "engine/pipeline/tiny_run.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>

#include <condition_variable>
#include <mutex>
#include <thread>

namespace plumbline::tests {
namespace {

using api::Keep;
using testing::ElementsAre;
using testing::IsEmpty;

using Stop = TinyRun;

/// Latents after `steps` of the run's steps.
at::Tensor latents_after(int steps, const std::string& case_folder) {
    return stored_latents(case_folder)[steps];
}

TEST_F(Stop, KeepsTheLatentsOfTheLastWholeStep) {
    api::Recipe wanted = recipe("0.5");
    wanted.output = place("clip.mp4");
    wanted.trace = place("clip.jsonl");
    wanted.record_case = place("case");
    const RunLog whole = run_recipe(wanted);
    ASSERT_FALSE(whole.cancelled);
    const at::Tensor expected = latents_after(4, place("case/case.safetensors"));

    wanted.output = place("stopped.mp4");
    wanted.trace = place("stopped.jsonl");
    wanted.record_case.clear();
    const RunLog log = run_recipe(
        wanted, after_step(3, [](api::RunControl& control) { control.stop(Keep::Latents); }));
    EXPECT_TRUE(log.cancelled);
    EXPECT_EQ(log.all<api::StepEvent>().size(), 4U);
    EXPECT_THAT(files(), ElementsAre("case", "clip.jsonl", "clip.mp4", "stopped.jsonl",
                                     "stopped.latents.safetensors"));
    EXPECT_TRUE(at::equal(stored_latents(place("stopped.latents.safetensors"))[0], expected));
    const auto lines = trace_lines(place("stopped.jsonl"));
    EXPECT_EQ(lines.size(), 1 + 8 + 1U);
    EXPECT_EQ(lines.back()["stopped"], true);
}

TEST_F(Stop, KeepsNothingWhenToldSo) {
    api::Recipe wanted = recipe();
    wanted.output = place("clip.mp4");
    wanted.trace = place("clip.jsonl");
    wanted.latents_output = place("clip.safetensors");
    const RunLog log = run_recipe(
        wanted, after_step(2, [](api::RunControl& control) { control.stop(Keep::Nothing); }));
    EXPECT_TRUE(log.cancelled);
    EXPECT_THAT(files(), IsEmpty());
}

TEST_F(Stop, BeforeTheFirstStepThereIsNothingToKeep) {
    api::Recipe wanted = recipe();
    wanted.output = place("clip/");
    const RunLog log = run_recipe(wanted, [](const api::Body& body, api::RunControl& control) {
        const auto* phase = std::get_if<api::PhaseEvent>(&body);
        if (phase != nullptr && phase->phase == api::Phase::Encode) control.stop(Keep::Latents);
    });
    EXPECT_TRUE(log.cancelled);
    EXPECT_THAT(files(), IsEmpty());
}

TEST_F(Stop, WhileDecodingTheFinalLatentsAreKept) {
    for (const std::string name : {"clip.mp4", "clip/", "clip.gif"}) {
        const at::Tensor expected = latents_of(recipe());
        std::filesystem::remove(place("latents_of.safetensors"));
        api::Recipe wanted = recipe();
        wanted.output = place(name);
        const RunLog log = run_recipe(wanted, [](const api::Body& body, api::RunControl& control) {
            const auto* phase = std::get_if<api::PhaseEvent>(&body);
            const bool decoding = phase != nullptr && phase->phase == api::Phase::Decode;
            if (decoding && phase->done > 0) control.stop(Keep::Latents);
        });
        EXPECT_TRUE(log.cancelled) << name;
        ASSERT_THAT(files(), ElementsAre("clip.latents.safetensors")) << name;
        EXPECT_TRUE(at::equal(stored_latents(place("clip.latents.safetensors")), expected));
        std::filesystem::remove(place("clip.latents.safetensors"));
    }
}

TEST_F(Stop, TheNextRunsAreAsFresh) {
    const at::Tensor expected = latents_of(recipe("0.5"));
    for (int round = 0; round < 2; ++round) {
        api::Recipe stopped = recipe("0.9");
        stopped.seed = 100;
        const RunLog log = run_recipe(
            stopped, after_step(4, [](api::RunControl& control) { control.stop(Keep::Nothing); }));
        EXPECT_TRUE(log.cancelled);
        EXPECT_TRUE(at::equal(latents_of(recipe("0.5")), expected)) << round;
    }
}

TEST_F(Stop, APausedRunWaitsAndGoesOn) {
    const at::Tensor expected = latents_of(recipe("0.5"));
    std::mutex mutex;
    std::condition_variable changed;
    api::RunControl* paused = nullptr;
    int steps = 0;
    at::Tensor latents;
    std::thread worker([&] {
        latents = latents_of(recipe("0.5"), nullptr,
                             [&](const api::Body& body, api::RunControl& control) {
                                 const auto* step = std::get_if<api::StepEvent>(&body);
                                 if (step == nullptr) return;
                                 const std::lock_guard lock(mutex);
                                 ++steps;
                                 if (step->step != 2) return;
                                 control.set_paused(true);
                                 paused = &control;
                                 changed.notify_all();
                             });
    });
    {
        std::unique_lock lock(mutex);
        changed.wait(lock, [&] { return paused != nullptr; });
        EXPECT_EQ(steps, 3);
    }
    paused->set_paused(false);
    worker.join();
    EXPECT_EQ(steps, 8);
    EXPECT_TRUE(at::equal(latents, expected));
}

TEST_F(Stop, APausedRunCanBeStopped) {
    std::mutex mutex;
    std::condition_variable changed;
    api::RunControl* paused = nullptr;
    RunLog log;
    std::thread worker([&] {
        log = run_recipe(recipe(), after_step(1, [&](api::RunControl& control) {
                             const std::lock_guard lock(mutex);
                             control.set_paused(true);
                             paused = &control;
                             changed.notify_all();
                         }));
    });
    {
        std::unique_lock lock(mutex);
        changed.wait(lock, [&] { return paused != nullptr; });
        paused->stop(Keep::Nothing);
    }
    worker.join();
    EXPECT_TRUE(log.cancelled);
    EXPECT_EQ(log.all<api::StepEvent>().size(), 2U);
}

}  // namespace
}  // namespace plumbline::tests
