// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/catalog.h"
#include "cli/commands.h"
#include "cli/table.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include <memory>

namespace plumbline::cli {
namespace {

using Json = nlohmann::ordered_json;

std::string models_json(const api::CatalogEvent& catalog) {
    Json models = Json::array();
    for (const api::ModelCard& model : catalog.models) {
        models.push_back({{"id", model.id},
                          {"title", model.title},
                          {"family", model.family},
                          {"folder", model.folder},
                          {"complete", model.complete},
                          {"missing", model.missing},
                          {"licence", model.licence},
                          {"defaults",
                           {{"steps", model.default_steps},
                            {"width", model.default_width},
                            {"height", model.default_height},
                            {"frames", model.default_frames},
                            {"fps", model.default_fps},
                            {"guidance", model.default_guidance},
                            {"shift", model.default_shift},
                            {"sampler", model.default_sampler}}}});
    }
    return Json{{"models", models}}.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string state_of(const api::ModelCard& model) {
    if (model.complete) return model.folder;
    if (model.folder.empty()) return "not here";
    return fmt::format("missing {}", fmt::join(model.missing, ", "));
}

std::vector<std::string> models_lines(const api::CatalogEvent& catalog) {
    std::vector<std::vector<std::string>> rows = {{"MODEL", "TITLE", "FAMILY", "SIZE", "FRAMES",
                                                   "STEPS", "GUIDANCE", "SHIFT", "SAMPLER",
                                                   "WHERE"}};
    for (const api::ModelCard& model : catalog.models) {
        rows.push_back(
            {model.id, model.title, model.family,
             fmt::format("{}x{}", model.default_width, model.default_height),
             fmt::format("{}", model.default_frames), fmt::format("{}", model.default_steps),
             fmt::format("{}", model.default_guidance), fmt::format("{}", model.default_shift),
             model.default_sampler, state_of(model)});
    }
    return table_lines(rows);
}

}  // namespace

void add_models(CLI::App& program, Action& action) {
    CLI::App* command =
        program.add_subcommand("models", "List the known models with their defaults");
    const auto reporting = std::make_shared<Reporting>();
    add_reporting(*command, *reporting, EventsFlag::Absent);
    command->footer("Examples:\n  plumbline models\n  plumbline models --json");
    command->callback([&action, reporting] {
        action = [reporting] {
            return show_catalog(*reporting, {}, {.json = models_json, .lines = models_lines});
        };
    });
}

}  // namespace plumbline::cli
