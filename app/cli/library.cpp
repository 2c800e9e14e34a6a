// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/library.h"

#include "base/error.h"
#include "store/model_library.h"
#include "store/run_store.h"

#include <fmt/format.h>

#include <filesystem>
#include <system_error>

namespace plumbline::cli {
namespace {

using State = api::LibraryNeed::State;

std::string lack(const api::LibraryModel& model, const api::LibraryNeed& need) {
    const std::string& who = model.name.empty() ? model.title : model.name;
    switch (need.state) {
        case State::Elsewhere:
            return fmt::format("{} has its {} in another place: link {} into {}", who, need.part,
                               need.path, model.folder);
        case State::Vanished:
            return fmt::format("{} has lost its {}: {} is gone", who, need.part, need.path);
        default:
            return fmt::format("{} lacks its {}: get {} ({})", who, need.part, need.file,
                               need.licence);
    }
}

}  // namespace

std::vector<api::LibraryModel> known_models() {
    const std::filesystem::path file = store::usual_file();
    std::error_code fault;
    if (!std::filesystem::exists(file, fault)) return {};
    return api::library_models(store::ModelLibrary(file).parts());
}

std::vector<std::string> lacks_of(const api::LibraryModel& model) {
    std::vector<std::string> lines;
    for (const api::LibraryNeed& need : model.needs) {
        if (need.state != State::Here) lines.push_back(lack(model, need));
    }
    return lines;
}

void resolve_model(api::Recipe& recipe) {
    std::error_code fault;
    if (recipe.model == "demo" || std::filesystem::exists(recipe.model, fault)) return;
    const auto models = known_models();
    const api::LibraryModel* model = store::find_model(models, recipe.model);
    if (model == nullptr) return;
    if (!model->supported) {
        throw Error(ErrorKind::Input,
                    fmt::format("{} is a model of {}, which this version recognises but cannot "
                                "generate with",
                                model->name, model->title),
                    "take a model of Wan 2.1 text-to-video, HunyuanVideo or Flux.1, or demo");
    }
    if (const auto lacks = lacks_of(*model); !lacks.empty()) {
        throw Error(ErrorKind::Input, lacks.front(),
                    "plumbline models lists all parts; after a change: plumbline models --add DIR");
    }
    recipe.model = model->path;
}

}  // namespace plumbline::cli
