// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/run_report.h"

#include "api/engine.h"
#include "records/json_forms.h"
#include "records/trace.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <filesystem>

namespace plumbline::pipeline {
namespace {

using Json = nlohmann::ordered_json;

/// Live changes as they acted, in the form that a recipe takes, so that the run can be repeated.
Json interventions_json(const RunOutcome& outcome) {
    Json list = Json::array();
    for (const api::ParamsApplied& applied : outcome.applied) {
        list.push_back({{"step", applied.step},
                        {"kind", applied.intervention},
                        {"params", records::params_form(applied.params)}});
    }
    return list;
}

/// Files by name, weight and content.
Json loras_json(const api::Recipe& recipe, const RunOutcome& outcome) {
    Json list = Json::array();
    for (std::size_t i = 0; i < recipe.loras.size(); ++i) {
        Json one{{"file", recipe.loras[i].file}, {"weight", recipe.loras[i].weight}};
        const auto hash = outcome.hashes.find(fmt::format("lora_{}", i + 1));
        if (hash != outcome.hashes.end()) one["sha256"] = hash->second;
        list.push_back(std::move(one));
    }
    return list;
}

Json recipe_json(const RunPlan& plan, const RunOutcome& outcome) {
    const api::Recipe& recipe = plan.recipe;
    Json json{{"model", plan.model.id},
              {"prompt", recipe.prompt},
              {"negative", *recipe.negative},
              {"size", fmt::format("{}x{}", *recipe.width, *recipe.height)},
              {"frames", *recipe.frames},
              {"fps", *recipe.fps},
              {"steps", *recipe.steps},
              {"guidance", *recipe.guidance},
              {"shift", *recipe.shift},
              {"sampler", *recipe.sampler},
              {"seed", recipe.seed},
              {"cache",
               {{"method", recipe.cache}, {"parameters", records::params_form(plan.cache_params)}}},
              {"device", recipe.device},
              {"dtype", recipe.dtype}};
    if (plan.first_frame) {
        json["image"] = recipe.image;
        json["image_sha256"] = plan.first_frame->sha256;
    }
    // Sums are added up in another order by another number of threads.
    if (recipe.threads > 0) json["threads"] = recipe.threads;
    // As asked: what "auto" chose depends on the hour and changes no result.
    if (recipe.residency != "auto") json["residency"] = recipe.residency;
    if (!recipe.loras.empty()) json["lora"] = loras_json(recipe, outcome);
    if (!outcome.applied.empty()) json["interventions"] = interventions_json(outcome);
    return json;
}

Json cache_json(const RunPlan& plan, const RunTotals& sums) {
    return {{"method", plan.recipe.cache}, {"parameters", records::params_form(plan.cache_params)},
            {"computed", sums.computed},   {"resumed", sums.resumed},
            {"skipped", sums.skipped},     {"partial", sums.partial},
            {"estimated", sums.estimated}, {"decisions", sums.decisions}};
}

/// A trace's line of one model call.
Json call_json(const api::StepEvent& step, const api::PassRecord& pass) {
    Json json{{"step", step.step},
              {"branch", api::name(pass.branch)},
              {"t", step.t},
              {"sigma", step.sigma}};
    json.update(records::pass_form(pass));
    return json;
}

/// The form that other tools write and read: prompt, negative prompt, then key: value pairs.
std::string parameters_text(const RunPlan& plan, const RunOutcome& outcome) {
    const api::Recipe& recipe = plan.recipe;
    std::string text = recipe.prompt + "\n";
    if (!recipe.negative->empty()) text += "Negative prompt: " + *recipe.negative + "\n";
    text += fmt::format("Steps: {}, Sampler: {}, CFG scale: {}, Seed: {}, Size: {}x{}, Model: {}",
                        *recipe.steps, *recipe.sampler, *recipe.guidance, recipe.seed,
                        *recipe.width, *recipe.height, plan.model.id);
    if (const auto hash = outcome.hashes.find("denoiser"); hash != outcome.hashes.end()) {
        text += ", Model hash: " + hash->second.substr(0, 10);
    }
    text += fmt::format(", Shift: {}, Frames: {}, FPS: {}, Cache: {}", *recipe.shift,
                        *recipe.frames, *recipe.fps, recipe.cache);
    for (const api::Lora& lora : recipe.loras)
        text += fmt::format(", LoRA: {}:{}", std::filesystem::path(lora.file).stem().string(),
                            lora.weight);
    for (const auto& [key, value] : plan.cache_params)
        text += fmt::format(", Cache {}: {}", key, api::to_text(value));
    return text + fmt::format(", Version: Plumbline {}", api::version());
}

double seconds_of(const RunOutcome& outcome, const char* phase) {
    const auto found = outcome.seconds.find(phase);
    return found == outcome.seconds.end() ? 0.0 : found->second;
}

}  // namespace

RunTotals totals(const std::vector<api::StepEvent>& steps) {
    RunTotals sums;
    for (const api::StepEvent& step : steps) {
        for (const api::PassRecord& pass : step.passes) {
            switch (pass.decision) {
                case api::Decision::Computed: ++sums.computed; break;
                case api::Decision::Resumed: ++sums.resumed; break;
                case api::Decision::Skipped: ++sums.skipped; break;
                case api::Decision::Partial: ++sums.partial; break;
                case api::Decision::Estimated: ++sums.estimated; break;
            }
            ++sums.calls;
            sums.work += pass.work;
            sums.decisions[api::name(pass.branch)] += api::letter(pass.decision);
        }
    }
    return sums;
}

std::string result_json(const RunPlan& plan, const RunOutcome& outcome) {
    const RunTotals sums = totals(outcome.steps);
    Json json{{"output", outcome.output},
              {"model", plan.model.id},
              {"family", plan.model.family},
              {"seed", plan.recipe.seed},
              {"steps", *plan.recipe.steps},
              {"cache", cache_json(plan, sums)},
              {"speedup", {{"ideal", sums.ideal_speedup()}, {"measured", nullptr}}}};
    Json seconds = Json::object();
    for (const char* phase : {"load", "encode", "denoise", "decode", "export"}) {
        seconds[phase] = seconds_of(outcome, phase);
    }
    json["seconds"] = seconds;
    json["peak_bytes"] = {{"host", outcome.peak_host_bytes},
                          {"device", outcome.peak_device_bytes},
                          {"cache", outcome.peak_cache_bytes}};
    json["residency"] = name(plan.residency);
    if (outcome.fetched_blocks > 0) json["fetched_blocks"] = outcome.fetched_blocks;
    json["warnings"] = outcome.warnings;
    return json.dump();
}

std::vector<std::string> result_lines(const RunPlan& plan, const RunOutcome& outcome) {
    const RunTotals sums = totals(outcome.steps);
    std::vector<std::string> lines;
    if (!outcome.output.empty()) {
        lines.push_back(fmt::format("wrote {} ({}x{}, {} frame{}, seed {})", outcome.output,
                                    *plan.recipe.width, *plan.recipe.height, *plan.recipe.frames,
                                    *plan.recipe.frames == 1 ? "" : "s", plan.recipe.seed));
    }
    std::string calls = fmt::format(
        "cache {}: {} of {} model calls reused, {} resumed after the probe, {} computed",
        plan.recipe.cache, sums.skipped, sums.calls, sums.resumed, sums.computed);
    if (sums.partial > 0) calls += fmt::format(", {} in part", sums.partial);
    if (sums.estimated > 0)
        calls += fmt::format(", {} estimated from the other branch", sums.estimated);
    lines.push_back(calls + fmt::format("; ideal speed-up {:.2f}", sums.ideal_speedup()));
    for (const auto& [branch, letters] : sums.decisions)
        lines.push_back(fmt::format("  {:<6} {}", branch, letters));
    lines.push_back(
        fmt::format("load {:.1f} s, prompt {:.1f} s, denoising {:.1f} s, decoding {:.1f} s",
                    seconds_of(outcome, "load"), seconds_of(outcome, "encode"),
                    seconds_of(outcome, "denoise"), seconds_of(outcome, "decode")));
    if (outcome.fetched_blocks > 0) {
        lines.push_back(
            fmt::format("weights streamed: {} blocks came to the device", outcome.fetched_blocks));
    }
    for (const std::string& warning : outcome.warnings) lines.push_back("warning: " + warning);
    return lines;
}

media::Record run_record(const RunPlan& plan, const RunOutcome& outcome) {
    const RunTotals sums = totals(outcome.steps);
    const Json json{
        {"schema", "plumbline/run/v1"},
        {"program", fmt::format("Plumbline {}", api::version())},
        {"recipe", recipe_json(plan, outcome)},
        {"model",
         {{"id", plan.model.id}, {"family", plan.model.family}, {"files", outcome.hashes}}},
        {"outcome",
         {{"cache", cache_json(plan, sums)},
          {"ideal_speedup", sums.ideal_speedup()},
          {"warnings", outcome.warnings}}}};
    return {.parameters = parameters_text(plan, outcome), .json = json.dump()};
}

std::string trace_text(const RunPlan& plan, const RunOutcome& outcome) {
    Json header{{"schema", records::kTraceSchema},
                {"program", fmt::format("Plumbline {}", api::version())},
                {"recipe", recipe_json(plan, outcome)},
                {"model",
                 {{"id", plan.model.id}, {"family", plan.model.family}, {"files", outcome.hashes}}},
                {"residency", name(plan.residency)},
                {"blocks", plan.sizes.blocks}};
    if (plan.method->rule != nullptr) {
        header["rule"] = records::rule_form(insight::rule_of(plan.method->rule(plan.model.family),
                                                             plan.cache_params, plan.sizes.blocks));
    }
    std::string text = header.dump() + "\n";
    for (const api::StepEvent& step : outcome.steps) {
        for (const api::PassRecord& pass : step.passes) text += call_json(step, pass).dump() + "\n";
    }
    for (const api::ParamsApplied& applied : outcome.applied) {
        text += Json{{"intervention", applied.intervention},
                     {"step", applied.step},
                     {"params", records::params_form(applied.params)}}
                    .dump() +
                "\n";
    }
    const Json result{{"result", Json::parse(result_json(plan, outcome))},
                      {"stopped", outcome.stopped}};
    return text + result.dump() + "\n";
}

}  // namespace plumbline::pipeline
