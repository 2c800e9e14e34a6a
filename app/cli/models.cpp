// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/error.h"
#include "cli/commands.h"
#include "cli/library.h"
#include "cli/output.h"
#include "cli/table.h"
#include "store/model_library.h"
#include "store/run_store.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <filesystem>
#include <memory>

namespace plumbline::cli {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

struct ModelsOptions {
    std::vector<std::string> add, remove;
    Reporting reporting;
};

/// What is shown: the models that the program knows by itself, and the library.
struct Known {
    std::vector<api::ModelCard> cards;
    std::vector<store::LibraryFolder> folders;
    std::vector<api::LibraryModel> models;
};

Json card_json(const api::ModelCard& model) {
    return {{"id", model.id},
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
              {"sampler", model.default_sampler}}}};
}

Json library_json(const Known& known) {
    Json folders = Json::array(), models = Json::array();
    for (const store::LibraryFolder& folder : known.folders) folders.push_back(folder.path);
    for (const api::LibraryModel& model : known.models) {
        Json needs = Json::array();
        for (const api::LibraryNeed& need : model.needs) {
            needs.push_back({{"part", need.part},
                             {"state", api::name(need.state)},
                             {"path", need.path.empty() ? Json() : Json(need.path)},
                             {"file", need.file},
                             {"licence", need.licence}});
        }
        models.push_back({{"name", model.name.empty() ? Json() : Json(model.name)},
                          {"title", model.title},
                          {"family", model.family},
                          {"path", model.path.empty() ? Json() : Json(model.path)},
                          {"supported", model.supported},
                          {"complete", model.complete()},
                          {"parts", needs}});
    }
    return {{"folders", folders}, {"models", models}};
}

std::string json_of(const Known& known) {
    Json models = Json::array();
    for (const api::ModelCard& card : known.cards) models.push_back(card_json(card));
    return Json{{"models", models}, {"library", library_json(known)}}.dump(
        -1, ' ', false, Json::error_handler_t::replace);
}

std::string state_of(const api::ModelCard& model) {
    if (model.complete) return model.folder;
    if (model.folder.empty()) return "not here";
    return fmt::format("missing {}", fmt::join(model.missing, ", "));
}

/// A model that the library has under the name of one that the program knows stands in the library
/// only.
bool is_in_library(const api::ModelCard& card, const Known& known) {
    return card.folder.empty() && store::find_model(known.models, card.id) != nullptr;
}

std::string state_of(const api::LibraryModel& model) {
    if (!model.complete()) return "incomplete";
    return model.supported ? "ready" : "complete, not supported yet";
}

std::vector<std::string> lines_of(const Known& known) {
    std::vector<std::vector<std::string>> rows = {{"MODEL", "TITLE", "FAMILY", "SIZE", "FRAMES",
                                                   "STEPS", "GUIDANCE", "SHIFT", "SAMPLER",
                                                   "WHERE"}};
    for (const api::ModelCard& model : known.cards) {
        if (is_in_library(model, known)) continue;
        rows.push_back(
            {model.id, model.title, model.family,
             fmt::format("{}x{}", model.default_width, model.default_height),
             fmt::format("{}", model.default_frames), fmt::format("{}", model.default_steps),
             fmt::format("{}", model.default_guidance), fmt::format("{:.4g}", model.default_shift),
             model.default_sampler, state_of(model)});
    }
    std::vector<std::string> lines = table_lines(rows);
    if (known.folders.empty()) return lines;
    lines.emplace_back();
    rows = {{"LIBRARY", "TITLE", "STATE", "LICENCE", "WHERE"}};
    for (const api::LibraryModel& model : known.models) {
        rows.push_back({model.name.empty() ? "-" : model.name, model.title, state_of(model),
                        model.needs.front().licence, model.path.empty() ? "-" : model.path});
    }
    if (rows.size() > 1) {
        const auto table = table_lines(rows);
        lines.insert(lines.end(), table.begin(), table.end());
    }
    for (const api::LibraryModel& model : known.models) {
        const auto lacks = lacks_of(model);
        lines.insert(lines.end(), lacks.begin(), lacks.end());
    }
    for (const store::LibraryFolder& folder : known.folders) {
        const bool empty = std::ranges::none_of(known.models, [&](const api::LibraryModel& model) {
            return std::ranges::any_of(model.needs, [&](const api::LibraryNeed& need) {
                return need.path.starts_with(folder.path + "/");
            });
        });
        lines.push_back(
            fmt::format("folder {}{}", folder.path, empty ? ": no part of a known model" : ""));
    }
    return lines;
}

std::string absolute(const std::string& folder) {
    return fs::absolute(fs::path(folder) / "").lexically_normal().parent_path().string();
}

void remove_folders(store::ModelLibrary& library, const std::vector<std::string>& folders) {
    for (const std::string& folder : folders) {
        if (library.remove(absolute(folder))) continue;
        std::vector<std::string> known;
        for (const store::LibraryFolder& one : library.folders()) known.push_back(one.path);
        throw Error(ErrorKind::Usage, fmt::format("the library has no folder {}", absolute(folder)),
                    known.empty() ? "it is empty: add one with --add DIR"
                                  : fmt::format("it has {}", fmt::join(known, ", ")));
    }
}

/// Runs one request about the library; what it found, when it ended well.
api::FinishedEvent ask(Session& session, api::LibraryRequest request, api::LibraryEvent& found) {
    return session.run(std::move(request), [&found](const api::Body& body) {
        if (const auto* event = std::get_if<api::LibraryEvent>(&body)) found = *event;
    });
}

/// Most messages name their file already.
void say(const api::LibraryTrouble& trouble) {
    const bool named = trouble.message.find(trouble.path) != std::string::npos;
    print_note(named ? fmt::format("not usable: {}", trouble.message)
                     : fmt::format("not usable: {}: {}", trouble.path, trouble.message));
}

int models(const ModelsOptions& options) {
    const fs::path file = store::usual_file();
    Session session(options.reporting);
    Known known;
    std::error_code fault;
    const bool changes = !options.add.empty() || !options.remove.empty();
    if (changes || fs::exists(file, fault)) {
        store::ModelLibrary library(file);
        remove_folders(library, options.remove);
        for (const std::string& folder : options.add) {
            api::LibraryEvent found;
            const auto finished = ask(session, {.folders = {absolute(folder)}, .known = {}}, found);
            if (finished.outcome != api::Outcome::Done) return session.report(finished);
            library.remember(absolute(folder), found.parts);
            for (const api::LibraryTrouble& trouble : found.troubles) say(trouble);
        }
        if (const auto paths = library.paths(); !paths.empty()) {
            api::LibraryEvent found;
            const auto finished = ask(session, {.folders = {}, .known = paths}, found);
            if (finished.outcome != api::Outcome::Done) return session.report(finished);
            library.mark_vanished(found.vanished);
        }
        known.folders = library.folders();
        known.models = api::library_models(library.parts());
    }
    api::FinishedEvent finished =
        session.run(api::CatalogRequest{}, [&known](const api::Body& body) {
            if (const auto* event = std::get_if<api::CatalogEvent>(&body))
                known.cards = event->models;
        });
    if (finished.outcome == api::Outcome::Done) {
        finished.json = json_of(known);
        finished.lines = lines_of(known);
    }
    return session.report(finished);
}

}  // namespace

void add_models(CLI::App& program, Action& action) {
    CLI::App* command = program.add_subcommand(
        "models", "List the known models and the library, or add a folder to it");
    const auto options = std::make_shared<ModelsOptions>();
    command
        ->add_option("--add", options->add,
                     "Scan a folder and remember the models in it; again: scan it anew")
        ->type_name("DIR")
        ->allow_extra_args(false);
    command
        ->add_option("--remove", options->remove, "Forget a folder of the library; its files stay")
        ->type_name("DIR")
        ->allow_extra_args(false);
    add_reporting(*command, options->reporting, EventsFlag::Absent);
    command->footer(
        "Examples:\n  plumbline models\n  plumbline models --add ~/models\n"
        "  plumbline models --json");
    command->callback([&action, options] { action = [options] { return models(*options); }; });
}

}  // namespace plumbline::cli
