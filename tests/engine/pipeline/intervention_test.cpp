// SPDX-License-Identifier: GPL-3.0-or-later
// Changes while a run goes, and the same run from its record.
#include "engine/pipeline/tiny_run.h"
#include "support/expect_error.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>

namespace plumbline::tests {
namespace {

using api::Intervention;
using nlohmann::json;
using testing::HasSubstr;

using Interventions = TinyRun;

Watch post_after(int step, Intervention change) {
    return after_step(step, [change](api::RunControl& control) { control.post(change); });
}

/// The interventions that a record holds, as a recipe takes them.
std::vector<Intervention> from_record(const json& list) {
    std::vector<Intervention> changes;
    for (const json& entry : list) {
        Intervention change{
            .kind = Intervention::Kind::SetParams, .step = entry["step"], .params = {}};
        if (entry["kind"] == "compute_next") change.kind = Intervention::Kind::ComputeNext;
        if (entry["kind"] == "never_skip") change.kind = Intervention::Kind::NeverSkip;
        for (const auto& [key, value] : entry["params"].items()) {
            if (value.is_string()) change.params[key] = value.get<std::string>();
            if (value.is_number_integer()) change.params[key] = value.get<std::int64_t>();
            if (value.is_number_float()) change.params[key] = value.get<double>();
        }
        changes.push_back(std::move(change));
    }
    return changes;
}

TEST_F(Interventions, ParametersActAtTheNextStepInBothBranches) {
    api::Recipe wanted = recipe("0");
    wanted.trace = place("run.jsonl");
    const RunLog log = run_recipe(wanted, post_after(3, {.kind = Intervention::Kind::SetParams,
                                                         .params = {{"threshold", 2.0}}}));
    for (const auto& [branch, letters] : log.decisions()) {
        EXPECT_EQ(letters.substr(0, 4).find('S'), std::string::npos) << branch;
        EXPECT_EQ(letters.substr(4), "SSSS") << branch;
    }
    const auto applied = log.all<api::ParamsApplied>();
    ASSERT_EQ(applied.size(), 1U);
    EXPECT_EQ(applied[0].step, 4);
    EXPECT_EQ(applied[0].intervention, "params");
    EXPECT_EQ(std::get<double>(applied[0].params.at("threshold")), 2.0);
    EXPECT_EQ(applied[0].params.size(), 5U);  // complete
    for (const api::StepEvent& step : log.all<api::StepEvent>()) {
        for (const api::PassRecord& pass : step.passes) {
            EXPECT_EQ(pass.threshold, step.step < 4 ? 0.0 : 2.0);
        }
    }
    const auto lines = trace_lines(wanted.trace);
    ASSERT_EQ(lines.size(), 1 + 16 + 1 + 1U);
    EXPECT_EQ(lines[17]["intervention"], "params");
    EXPECT_EQ(lines[17]["step"], 4);
    EXPECT_EQ(lines[17]["params"]["threshold"], 2.0);
}

TEST_F(Interventions, ComputeNextActsOnOneStep) {
    const RunLog log = run_recipe(
        recipe("2"), post_after(3, {.kind = Intervention::Kind::ComputeNext, .params = {}}));
    for (const auto& [branch, letters] : log.decisions()) {
        EXPECT_NE(letters[4], 'S') << branch << " " << letters;
        EXPECT_EQ(letters[3], 'S') << branch << " " << letters;
        EXPECT_EQ(letters.substr(5), "SSS") << branch << " " << letters;
    }
    ASSERT_EQ(log.all<api::ParamsApplied>().size(), 1U);
    EXPECT_EQ(log.all<api::ParamsApplied>()[0].intervention, "compute_next");
}

TEST_F(Interventions, NeverSkipActsToTheEnd) {
    const RunLog log = run_recipe(
        recipe("2"), post_after(3, {.kind = Intervention::Kind::NeverSkip, .params = {}}));
    for (const auto& [branch, letters] : log.decisions()) {
        EXPECT_EQ(letters[3], 'S') << branch << " " << letters;
        EXPECT_EQ(letters.substr(4).find('S'), std::string::npos) << branch << " " << letters;
    }
    EXPECT_EQ(log.all<api::ParamsApplied>()[0].intervention, "never_skip");
}

TEST_F(Interventions, TheRecordRepeatsTheRun) {
    RunLog first, second;
    const at::Tensor expected =
        latents_of(recipe("0.05"), &first, [](const api::Body& body, api::RunControl& control) {
            const auto* step = std::get_if<api::StepEvent>(&body);
            if (step == nullptr) return;
            if (step->step == 2) control.post({.params = {{"threshold", 1.0}}});
            if (step->step == 4)
                control.post({.kind = Intervention::Kind::ComputeNext, .params = {}});
            if (step->step == 5)
                control.post({.kind = Intervention::Kind::NeverSkip, .params = {}});
        });
    const json record = stored_record(place("latents_of.safetensors"))["recipe"];
    // The parameters of the start, not those that the run ended with.
    EXPECT_EQ(record["cache"]["parameters"]["threshold"], 0.05);
    ASSERT_EQ(record["interventions"].size(), 3U);
    api::Recipe again = recipe("0.05");
    again.interventions = from_record(record["interventions"]);
    EXPECT_TRUE(at::equal(latents_of(again, &second), expected));
    EXPECT_EQ(second.decisions(), first.decisions());
    EXPECT_EQ(stored_record(place("latents_of.safetensors"))["recipe"], record);
    EXPECT_FALSE(at::equal(latents_of(recipe("0.05")), expected));
}

TEST_F(Interventions, SeveralParameterChangesBuildOnEachOther) {
    api::Recipe wanted = recipe("0");
    wanted.interventions = {{.step = 3, .params = {{"threshold", 2.0}}}, {.step = 5, .params = {}}};
    const RunLog log = run_recipe(wanted);
    EXPECT_EQ(log.decisions().at("cond").substr(3), "SSSSS");
    EXPECT_EQ(std::get<double>(log.all<api::ParamsApplied>().at(1).params.at("threshold")), 2.0);
}

TEST_F(Interventions, AnImpossibleTimeLineIsRefusedBeforeTheWork) {
    const auto expect_refused = [&](const Intervention& change, std::string_view part) {
        api::Recipe wanted = recipe();
        wanted.interventions = {change};
        wanted.output = place("clip.mp4");
        expect_error(ErrorKind::Usage, part, [&] { return run_recipe(wanted).cancelled; });
    };
    expect_refused({.step = 8, .params = {}}, "step 8");
    expect_refused({.step = -1, .params = {}}, "step -1");
    expect_refused({.step = 1, .params = {{"treshold", 0.1}}}, "treshold");
    expect_refused({.step = 1, .params = {{"threshold", 9.0}}}, "threshold");
    expect_refused({.step = 1, .params = {{"probe_depth", std::int64_t{2}}}}, "probe_depth");
    EXPECT_TRUE(files().empty());
}

TEST_F(Interventions, AChangedRunIsNotRecordedAsACase) {
    api::Recipe wanted = recipe();
    wanted.record_case = place("case");
    const RunLog log = run_recipe(wanted, post_after(3, {.params = {{"threshold", 1.0}}}));
    ASSERT_EQ(log.warnings().size(), 1U);
    EXPECT_THAT(log.warnings()[0], HasSubstr("not recorded"));
    EXPECT_TRUE(files().empty());
    wanted.interventions = {{.step = 3, .params = {{"threshold", 1.0}}}};
    expect_error(ErrorKind::Usage, "recorded", [&] { return run_recipe(wanted).cancelled; });
}

}  // namespace
}  // namespace plumbline::tests
