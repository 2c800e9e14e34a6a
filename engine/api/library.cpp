// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/library.h"

#include "api/library_families.h"

#include <algorithm>
#include <filesystem>
#include <set>
#include <string_view>

namespace plumbline::api {
namespace {

namespace fs = std::filesystem;
using State = LibraryNeed::State;

bool is_one_of(const std::vector<std::string_view>& families, const std::string& family) {
    return std::ranges::find(families, family) != families.end();
}

/// The folder in which the engine looks for the other parts: above the folders that diffusers and
/// ComfyUI put denoisers into, and the two of HunyuanVideo's authors.
fs::path root_of(const fs::path& denoiser) {
    const fs::path folder = denoiser.parent_path();
    const std::string name = folder.filename().string();
    if (name == "transformers") return folder.parent_path().parent_path();
    return name == "transformer" || name == "diffusion_models" || name == "unet"
               ? folder.parent_path()
               : folder;
}

/// Whether a part lies where the engine looks for it.
bool is_in_place(const PartRule& rule, const fs::path& path, const fs::path& folder) {
    if (folder.empty()) return false;
    const fs::path below = path.parent_path().lexically_relative(folder);
    if (below.empty() || *below.begin() == "..") return false;
    const std::string place = below == "." ? std::string() : below.string();
    return rule.places.empty() || std::ranges::find(rule.places, place) != rule.places.end();
}

LibraryNeed lacking(std::string_view part, std::string_view file, std::string_view licence) {
    LibraryNeed need;
    need.part = part;
    need.file = file;
    need.licence = licence;
    return need;
}

/// The best of the parts that serve: there before gone, beside the denoiser before elsewhere.
LibraryNeed need_of(const PartRule& rule,
                    const fs::path& folder,
                    const std::vector<LibraryPart>& parts) {
    LibraryNeed need = lacking(rule.part, rule.file, rule.licence);
    for (const LibraryPart& part : parts) {
        if (part.part != rule.part || !is_one_of(rule.families, part.family)) continue;
        const bool here = is_in_place(rule, part.path, folder);
        if (part.vanished && !here) continue;
        const State state = part.vanished ? State::Vanished : here ? State::Here : State::Elsewhere;
        if (state >= need.state) continue;
        need.state = state;
        need.path = part.path;
    }
    return need;
}

LibraryModel model_of(const FamilyRule& family,
                      const LibraryPart* denoiser,
                      const std::vector<LibraryPart>& parts) {
    LibraryModel model;
    model.title = family.title;
    model.family = family.id;
    model.supported = family.supported;
    LibraryNeed weights = lacking("denoiser", family.file, family.licence);
    fs::path folder;
    if (denoiser != nullptr) {
        folder = root_of(denoiser->path);
        model.path = weights.path = denoiser->path;
        model.folder = folder.string();
        weights.state = denoiser->vanished ? State::Vanished : State::Here;
    }
    model.needs.push_back(std::move(weights));
    for (const PartRule& rule : family.parts) model.needs.push_back(need_of(rule, folder, parts));
    return model;
}

/// The folder's name; where several denoisers share the folder, the file's.
std::string plain_name(const LibraryPart& denoiser, const std::vector<LibraryPart>& parts) {
    const fs::path folder = root_of(denoiser.path);
    const auto sharing = std::ranges::count_if(parts, [&](const LibraryPart& part) {
        return part.part == "denoiser" && root_of(part.path) == folder;
    });
    if (sharing < 2) return folder.filename().string();
    std::string name = fs::path(denoiser.path).filename().string();
    return name.substr(0, name.find(".safetensors"));
}

std::string free_name(const std::string& name, std::set<std::string>& taken) {
    std::string free = name;
    for (int number = 2; !taken.insert(free).second; ++number)
        free = name + "-" + std::to_string(number);
    return free;
}

/// Families of which a part that no other family uses was found, but no denoiser.
void add_headless(const std::vector<LibraryPart>& parts, std::vector<LibraryModel>& models) {
    for (const FamilyRule& family : family_rules()) {
        if (family.tell_tale.empty()) continue;
        const bool found = std::ranges::any_of(parts, [&](const LibraryPart& part) {
            return part.family == family.tell_tale && !part.vanished;
        });
        const bool used = std::ranges::any_of(models, [&](const LibraryModel& model) {
            const FamilyRule* rule = family_rule(model.family);
            return rule != nullptr && rule->group == family.group;
        });
        if (found && !used) models.push_back(model_of(family, nullptr, parts));
    }
}

}  // namespace

const char* name(LibraryNeed::State state) {
    switch (state) {
        case State::Here: return "here";
        case State::Elsewhere: return "elsewhere";
        case State::Vanished: return "vanished";
        case State::Lacking: return "lacking";
    }
    return "";
}

bool LibraryModel::complete() const {
    return std::ranges::all_of(needs,
                               [](const LibraryNeed& need) { return need.state == State::Here; });
}

std::vector<LibraryModel> library_models(const std::vector<LibraryPart>& parts) {
    std::vector<LibraryModel> models;
    std::set<std::string> taken{"demo"};
    std::vector<const LibraryPart*> denoisers;
    for (const LibraryPart& part : parts) {
        if (part.part == "denoiser" && family_rule(part.family) != nullptr)
            denoisers.push_back(&part);
    }
    std::ranges::sort(denoisers, {}, &LibraryPart::path);
    for (const LibraryPart* denoiser : denoisers) {
        models.push_back(model_of(*family_rule(denoiser->family), denoiser, parts));
        models.back().name = free_name(plain_name(*denoiser, parts), taken);
    }
    std::ranges::stable_sort(models, {}, &LibraryModel::name);
    add_headless(parts, models);
    return models;
}

}  // namespace plumbline::api
