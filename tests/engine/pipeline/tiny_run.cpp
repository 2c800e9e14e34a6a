// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/pipeline/tiny_run.h"

#include "base/error.h"
#include "base/file.h"
#include "pipeline/generator.h"
#include "support/tiny_model.h"
#include "tensor_io/safetensors.h"

#include <ATen/ATen.h>

#include <sstream>

namespace plumbline::tests {

using nlohmann::json;

std::map<std::string, std::string> RunLog::decisions() const {
    std::map<std::string, std::string> letters;
    for (const api::StepEvent& step : all<api::StepEvent>()) {
        for (const api::PassRecord& pass : step.passes) {
            letters[api::name(pass.branch)] += api::letter(pass.decision);
        }
    }
    return letters;
}

std::vector<std::string> RunLog::warnings() const {
    std::vector<std::string> texts;
    for (const api::LogEvent& event : all<api::LogEvent>()) {
        if (event.level == api::LogLevel::Warning) texts.push_back(event.text);
    }
    return texts;
}

RunLog run_recipe(const api::Recipe& recipe, const Watch& watch) {
    RunLog log;
    api::RunControl control;
    const auto publish = [&](api::Body body) {
        log.events.push_back(std::move(body));
        if (watch) watch(log.events.back(), control);
    };
    try {
        log.finished = pipeline::generate(recipe, control, publish);
    } catch (const Cancelled&) {
        log.cancelled = true;
    }
    return log;
}

Watch after_step(int step, std::function<void(api::RunControl&)> act) {
    return [step, act = std::move(act)](const api::Body& body, api::RunControl& control) {
        const auto* event = std::get_if<api::StepEvent>(&body);
        if (event != nullptr && event->step == step) act(control);
    };
}

at::Tensor latents_of_run(api::Recipe recipe,
                          const std::string& file,
                          RunLog* log,
                          const Watch& watch) {
    recipe.latents_output = file;
    recipe.overwrite = true;
    const RunLog ran = run_recipe(recipe, watch);
    EXPECT_FALSE(ran.cancelled);
    if (log != nullptr) *log = ran;
    return stored_latents(recipe.latents_output);
}

TinyRun::TinyRun() {
    std::filesystem::create_directory(model());
    make_original_model(model());
}

api::Recipe TinyRun::recipe() const {
    api::Recipe recipe;
    recipe.model = model();
    recipe.prompt = "a red ball rolls to the left";
    recipe.negative = "blurry";
    recipe.width = recipe.height = 32;
    recipe.frames = 5;
    recipe.fps = 8;
    recipe.steps = 8;
    recipe.guidance = 5.0;
    recipe.shift = 5.0;
    recipe.seed = 7;
    recipe.threads = 1;  // at this size a second one costs more than it saves
    return recipe;
}

api::Recipe TinyRun::recipe(const std::string& threshold) const {
    api::Recipe changed = recipe();
    changed.cache_text = {{"threshold", threshold}};
    return changed;
}

at::Tensor TinyRun::latents_of(api::Recipe recipe, RunLog* log, const Watch& watch) {
    return latents_of_run(std::move(recipe), place("latents_of.safetensors"), log, watch);
}

std::vector<std::string> TinyRun::files() const {
    std::vector<std::string> names = base::names_in(folder_.path());
    std::erase(names, "model");
    return names;
}

at::Tensor stored_latents(const std::string& path) {
    return tensor_io::open_safetensors(path).tensor("latents").clone();
}

json stored_record(const std::string& path) {
    return json::parse(tensor_io::open_safetensors(path).metadata.at("plumbline"));
}

std::vector<json> trace_lines(const std::string& path) {
    std::vector<json> lines;
    std::istringstream text(base::read_file(path));
    for (std::string line; std::getline(text, line);) lines.push_back(json::parse(line));
    return lines;
}

}  // namespace plumbline::tests
