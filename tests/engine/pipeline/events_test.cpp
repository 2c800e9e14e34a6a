// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/file.h"
#include "engine/pipeline/tiny_run.h"
#include "insight/schedule_replay.h"
#include "media/video_reader.h"
#include "pipeline/preview_pace.h"
#include "records/json_forms.h"
#include "records/trace.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>

namespace plumbline::tests {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::HasSubstr;

using Events = TinyRun;

/// Phases, steps and parameter changes in order, each as one word.
std::vector<std::string> outline(const RunLog& log) {
    std::vector<std::string> words;
    for (const api::Body& body : log.events) {
        std::string word;
        if (const auto* phase = std::get_if<api::PhaseEvent>(&body)) word = api::name(phase->phase);
        if (std::holds_alternative<api::StepEvent>(body)) word = "step";
        if (std::holds_alternative<api::ParamsApplied>(body)) word = "params";
        if (!word.empty() && (words.empty() || words.back() != word)) words.push_back(word);
    }
    return words;
}

TEST_F(Events, ComeInTheOrderOfTheWork) {
    api::Recipe wanted = recipe();
    wanted.output = place("clip.mp4");
    const RunLog log = run_recipe(wanted);
    EXPECT_THAT(outline(log),
                ElementsAre("load", "encode", "load", "denoise", "step", "decode", "export"));
    const auto steps = log.all<api::StepEvent>();
    ASSERT_EQ(steps.size(), 8U);
    for (int i = 0; i < 8; ++i) {
        EXPECT_EQ(steps[i].step, i);
        EXPECT_EQ(steps[i].steps, 8);
        ASSERT_EQ(steps[i].passes.size(), 2U);
        EXPECT_EQ(steps[i].passes[0].branch, api::Branch::Cond);
        EXPECT_EQ(steps[i].passes[1].branch, api::Branch::Uncond);
        EXPECT_GT(steps[i].host_bytes, 0);
        EXPECT_GE(steps[i].eta_seconds, 0);
        EXPECT_LT(steps[i].sigma, i > 0 ? steps[i - 1].sigma : 2.0);
    }
    EXPECT_EQ(steps.back().eta_seconds, 0);
    const auto phases = log.all<api::PhaseEvent>();
    EXPECT_EQ(phases.rbegin()[1].phase, api::Phase::Decode);
    EXPECT_EQ(phases.rbegin()[1].done, 5);
    EXPECT_EQ(phases.rbegin()[1].total, 5);
}

TEST_F(Events, RecordsAddUpToTheResult) {
    const RunLog log = run_recipe(recipe("0.5"));
    double work = 0;
    int blocks = 0, skipped = 0;
    for (const api::StepEvent& step : log.all<api::StepEvent>()) {
        for (const api::PassRecord& pass : step.passes) {
            EXPECT_EQ(pass.blocks, 5);
            EXPECT_NEAR(pass.work, pass.blocks_run / 5.0, 1e-12);
            EXPECT_EQ(pass.threshold, 0.5);
            work += pass.work;
            blocks += pass.blocks_run;
            if (pass.decision == api::Decision::Skipped) {
                ++skipped;
                EXPECT_EQ(pass.blocks_run, 1);
                EXPECT_LT(pass.accumulated_error, 0.5);
            }
        }
    }
    const json result = json::parse(log.finished.json);
    const json& cache = result["cache"];
    EXPECT_GT(skipped, 0);
    EXPECT_EQ(cache["skipped"], skipped);
    EXPECT_EQ(cache["computed"].get<int>() + cache["resumed"].get<int>() + skipped, 16);
    EXPECT_EQ(cache["decisions"], json(log.decisions()));
    EXPECT_NEAR(result["speedup"]["ideal"].get<double>(), 80.0 / blocks, 1e-9);
    EXPECT_NEAR(log.all<api::StepEvent>().back().saved, 1 - work / 16, 1e-12);
    EXPECT_GT(result["peak_bytes"]["cache"].get<int>(), 0);
    EXPECT_GT(result["peak_bytes"]["host"].get<std::int64_t>(), 0);
    EXPECT_EQ(result["output"], "");
    EXPECT_EQ(result["steps"], 8);
    EXPECT_EQ(result["seed"], 7);
    EXPECT_EQ(result["family"], "wan");
    EXPECT_TRUE(result["warnings"].empty());
}

TEST_F(Events, WithoutGuidanceThereIsOneBranch) {
    api::Recipe wanted = recipe("0.5");
    wanted.guidance = 1.0;
    const RunLog log = run_recipe(wanted);
    for (const api::StepEvent& step : log.all<api::StepEvent>()) ASSERT_EQ(step.passes.size(), 1U);
    EXPECT_EQ(log.decisions().size(), 1U);
    EXPECT_EQ(log.decisions().at("cond").size(), 8U);
}

TEST_F(Events, ALongPromptIsAWarning) {
    base::write_file(model() / "config.json", R"({"num_heads": 2, "text_len": 6})", true);
    const RunLog log = run_recipe(recipe());
    ASSERT_EQ(log.warnings().size(), 1U);
    EXPECT_THAT(log.warnings()[0], HasSubstr("longer than 6 tokens"));
    EXPECT_EQ(json::parse(log.finished.json)["warnings"], json(log.warnings()));
}

TEST_F(Events, TheTraceHasALinePerCall) {
    api::Recipe wanted = recipe("0.5");
    wanted.trace = place("run.jsonl");
    const RunLog log = run_recipe(wanted);
    const std::vector<json> lines = trace_lines(wanted.trace);
    ASSERT_EQ(lines.size(), 1 + 16 + 1U);
    EXPECT_EQ(lines[0]["schema"], "plumbline/trace/v1");
    EXPECT_EQ(lines[0]["recipe"]["prompt"], wanted.prompt);
    EXPECT_EQ(lines[0]["recipe"]["cache"]["parameters"]["threshold"], 0.5);
    EXPECT_EQ(lines[0]["model"]["files"].size(), 4U);
    EXPECT_EQ(lines[0]["blocks"], 5);
    std::map<std::string, std::string> letters;
    for (int call = 0; call < 16; ++call) {
        const json& line = lines[1 + call];
        EXPECT_EQ(line["step"], call / 2);
        EXPECT_EQ(line["branch"], call % 2 == 0 ? "cond" : "uncond");
        letters[line["branch"]] += line["decision"].get<std::string>();
        const bool probed = line["decision"] != "C";
        for (const char* key : {"probe_error", "probe_change", "accumulated_error"}) {
            EXPECT_EQ(line[key].is_number(), probed) << key << " at call " << call;
            EXPECT_EQ(line[key].is_null(), !probed) << key << " at call " << call;
        }
        // A weight needs two computed residuals, so that the first skips may have none.
        EXPECT_TRUE(line["alignment_weight"].is_null() || line["decision"] == "S");
        for (const char* key : {"t", "sigma", "blocks_run", "threshold", "cache_bytes"}) {
            EXPECT_TRUE(line[key].is_number()) << key;
        }
        for (const char* part : {"probe", "stack", "head"})
            EXPECT_GE(line["ms"][part].get<double>(), 0);
    }
    EXPECT_EQ(json(letters), json(log.decisions()));
    EXPECT_EQ(lines.back()["stopped"], false);
    EXPECT_EQ(lines.back()["result"]["cache"]["decisions"], json(letters));
}

TEST_F(Events, TheFileHoldsFramesAndRecord) {
    for (const char* name : {"clip.mp4", "clip.gif", "clip/"}) {
        api::Recipe wanted = recipe();
        wanted.output = place(name);
        const RunLog log = run_recipe(wanted);
        EXPECT_EQ(json::parse(log.finished.json)["output"], wanted.output);
        EXPECT_THAT(log.finished.lines.at(0), HasSubstr(wanted.output));
        const media::Clip clip = media::read_clip(wanted.output);
        ASSERT_EQ(clip.frames.size(), 5U) << name;
        EXPECT_EQ(clip.frames[0].width, 32);
        const json record = json::parse(clip.record.json);
        EXPECT_EQ(record["schema"], "plumbline/run/v1");
        EXPECT_EQ(record["recipe"]["seed"], 7);
        EXPECT_EQ(record["outcome"]["cache"]["decisions"], json(log.decisions()));
        EXPECT_THAT(clip.record.parameters, HasSubstr("a red ball rolls to the left"));
        EXPECT_EQ(clip.record.json.find("seconds"), std::string::npos);
    }
    api::Recipe bare = recipe();
    bare.output = place("bare.mp4");
    bare.embed_record = false;
    static_cast<void>(run_recipe(bare));
    EXPECT_EQ(media::read_clip(bare.output).record.json, "");
}

TEST_F(Events, TheModelsOwnNegativePromptStands) {
    api::Recipe wanted = recipe();
    wanted.negative.reset();
    wanted.latents_output = place("a.safetensors");
    static_cast<void>(run_recipe(wanted));
    const std::string standard = stored_record(wanted.latents_output)["recipe"]["negative"];
    EXPECT_FALSE(standard.empty());
    // A file with a prompt template alone, which other families read, changes nothing.
    base::write_file(model() / "prompts.json", R"({"template": "{}"})", false);
    wanted.latents_output = place("c.safetensors");
    static_cast<void>(run_recipe(wanted));
    EXPECT_EQ(stored_record(wanted.latents_output)["recipe"]["negative"], standard);
    base::write_file(model() / "prompts.json", R"({"negative": "no clouds"})", true);
    wanted.latents_output = place("b.safetensors");
    static_cast<void>(run_recipe(wanted));
    EXPECT_EQ(stored_record(wanted.latents_output)["recipe"]["negative"], "no clouds");
    EXPECT_FALSE(
        at::equal(stored_latents(place("a.safetensors")), stored_latents(place("b.safetensors"))));
}

TEST_F(Events, StandInTheTraceAsTheyCame) {
    api::Recipe wanted = recipe("0.5");
    wanted.trace = place("run.jsonl");
    const RunLog log = run_recipe(wanted);
    const auto steps = log.all<api::StepEvent>();
    const records::Trace trace = records::read_trace(wanted.trace);
    EXPECT_EQ(trace.family, "wan");
    EXPECT_EQ(trace.method, "dicache");
    EXPECT_EQ(trace.blocks, 5);
    ASSERT_EQ(trace.steps.size(), steps.size());
    for (std::size_t i = 0; i < steps.size(); ++i) {
        EXPECT_EQ(trace.steps[i].step, steps[i].step);
        EXPECT_EQ(trace.steps[i].sigma, steps[i].sigma);
        EXPECT_NEAR(trace.steps[i].saved, steps[i].saved, 1e-12);
        ASSERT_EQ(trace.steps[i].passes.size(), steps[i].passes.size());
        for (std::size_t j = 0; j < steps[i].passes.size(); ++j) {
            EXPECT_EQ(records::pass_form(trace.steps[i].passes[j]),
                      records::pass_form(steps[i].passes[j]));
        }
    }
    // The rule that the trace names leads to the very decisions that were made.
    ASSERT_TRUE(trace.rule.has_value());
    EXPECT_DOUBLE_EQ(trace.rule->skip_work, 0.2);
    const auto replayed = insight::replay(insight::recording_of(trace.steps, *trace.rule), 0.5);
    const auto decisions = log.decisions();
    EXPECT_EQ(replayed.decisions.at(api::Branch::Cond), decisions.at("cond"));
    EXPECT_EQ(replayed.decisions.at(api::Branch::Uncond), decisions.at("uncond"));
}

TEST_F(Events, PreviewsShowWhatComes) {
    EXPECT_TRUE(run_recipe(recipe()).all<api::PreviewEvent>().empty());
    api::Recipe wanted = recipe();
    wanted.preview_seconds = 1e-6;
    const auto previews = run_recipe(wanted).all<api::PreviewEvent>();
    ASSERT_FALSE(previews.empty());
    EXPECT_EQ(previews.front().step, 0);
    for (const api::PreviewEvent& preview : previews) {
        ASSERT_TRUE(preview.frames);
        ASSERT_EQ(preview.frames->size(), 2U);  // 5 frames are 2 latent ones
        EXPECT_EQ(preview.frames->front().width, 4);
        EXPECT_EQ(preview.frames->front().height, 4);
        EXPECT_GT(preview.ms, 0.0);
    }
}

TEST_F(Events, PreviewsDoNotChangeTheResult) {
    api::Recipe wanted = recipe("0.5");
    const at::Tensor without = latents_of(wanted);
    wanted.preview_seconds = 1e-6;
    EXPECT_TRUE(at::equal(latents_of(wanted), without));
}

TEST_F(Events, TheFinishedFramesComeWhenAskedFor) {
    EXPECT_TRUE(run_recipe(recipe()).all<api::ClipEvent>().empty());
    api::Recipe wanted = recipe();
    wanted.hand_over_clip = true;
    const auto clips = run_recipe(wanted).all<api::ClipEvent>();
    ASSERT_EQ(clips.size(), 1U);
    EXPECT_EQ(clips[0].clip->frames.size(), 5U);
    EXPECT_EQ(clips[0].clip->frames[0].width, 32);
    EXPECT_EQ(clips[0].clip->fps.num, 8);
    EXPECT_TRUE(files().empty());
}

TEST_F(Events, ErrorMapsComeWhileTheyAreWantedAndChangeNothing) {
    api::Recipe wanted = recipe("0.5");
    const auto count = [](const api::StepEvent& step) {
        return std::ranges::count_if(
            step.passes, [](const api::PassRecord& pass) { return pass.error_map != nullptr; });
    };
    RunLog off, on, live;
    wanted.trace = place("off.jsonl");
    const at::Tensor expected = latents_of(wanted, &off);
    wanted.error_map = true;
    wanted.trace = place("on.jsonl");
    EXPECT_TRUE(at::equal(latents_of(wanted, &on), expected));
    for (const api::StepEvent& step : off.all<api::StepEvent>()) EXPECT_EQ(count(step), 0);
    for (const api::StepEvent& step : on.all<api::StepEvent>()) {
        for (const api::PassRecord& pass : step.passes) {
            EXPECT_EQ(pass.error_map != nullptr, std::isfinite(pass.probe_error));
            if (!pass.error_map) continue;
            EXPECT_EQ(pass.error_map->frames, 2);  // 5 frames; 32 pixels are 2 tokens
            EXPECT_EQ(pass.error_map->height, 2);
            EXPECT_EQ(pass.error_map->width, 2);
        }
    }
    EXPECT_EQ(base::read_file(place("on.jsonl")).find("error_map"), std::string::npos);
    // The switch acts between two steps, both ways.
    const Watch flip = [](const api::Body& body, api::RunControl& control) {
        const auto* step = std::get_if<api::StepEvent>(&body);
        if (step != nullptr) control.set_error_map(step->step == 3);
    };
    EXPECT_TRUE(at::equal(latents_of(wanted, &live, flip), expected));
    for (const api::StepEvent& step : live.all<api::StepEvent>())
        EXPECT_EQ(count(step), step.step == 4 ? 2 : 0) << step.step;
    EXPECT_EQ(live.decisions(), off.decisions());
    EXPECT_TRUE(live.all<api::ParamsApplied>().empty());  // not an intervention
}

TEST(PreviewPace, KeepsToTheIntervalAndToItsShare) {
    pipeline::PreviewPace none(0.0);
    EXPECT_FALSE(none.is_due(1000.0));
    pipeline::PreviewPace pace(0.5);  // seconds
    EXPECT_TRUE(pace.is_due(100.0));
    pace.took(1.0);
    int made = 1;
    for (int step = 1; step < 100; ++step) {
        if (!pace.is_due(100.0)) continue;
        ++made;
        pace.took(1.0);
    }
    EXPECT_EQ(made, 20);  // every fifth step
    pipeline::PreviewPace dear(1e-6);
    double spent = 0;
    for (int step = 0; step < 100; ++step) {
        if (!dear.is_due(100.0)) continue;
        dear.took(50.0);
        spent += 50.0;
    }
    EXPECT_GT(spent, 0.0);
    EXPECT_LE(spent, pipeline::PreviewPace::kShare * 100 * 100.0);
}

}  // namespace
}  // namespace plumbline::tests
