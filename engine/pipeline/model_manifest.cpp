// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/model_manifest.h"

#include "base/error.h"
#include "base/file.h"
#include "pipeline/family_ways.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdlib>
#include <dlfcn.h>

namespace plumbline::pipeline {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

/// Folder of this shared library: an installed engine has its resources beside it.
fs::path library_folder() {
    Dl_info info{};
    if (dladdr(reinterpret_cast<const void*>(&library_folder), &info) == 0 ||
        info.dli_fname == nullptr)
        return {};
    return fs::absolute(info.dli_fname).parent_path();
}

json read_object(const fs::path& path) {
    json object = json::parse(base::read_file(path, std::size_t{1} << 20), nullptr, false);
    if (!object.is_object()) {
        throw Error(ErrorKind::Input, fmt::format("{} is not a JSON object", path.string()),
                    "repair it or fetch it again");
    }
    return object;
}

template <typename T>
void take(const json& object, const char* key, T& into) {
    if (const auto found = object.find(key); found != object.end()) into = found->get<T>();
}

void take_defaults(const json& object, ModelDefaults& defaults) {
    take(object, "width", defaults.width);
    take(object, "height", defaults.height);
    take(object, "frames", defaults.frames);
    take(object, "fps", defaults.fps);
    take(object, "steps", defaults.steps);
    take(object, "guidance", defaults.guidance);
    take(object, "shift", defaults.shift);
    take(object, "shift_follows_size", defaults.shift_follows_size);
    if (double shift = 0; object.contains("shift_at_480p")) {
        take(object, "shift_at_480p", shift);
        defaults.shift_at_480p = shift;
    }
    take(object, "sampler", defaults.sampler);
    take(object, "negative", defaults.negative);
    if (const auto cache = object.find("cache"); cache != object.end()) {
        for (const auto& [method, values] : cache->items()) {
            for (const auto& [key, value] : values.items()) {
                defaults.cache[method][key] =
                    value.is_string() ? value.get<std::string>() : value.dump();
            }
        }
    }
}

ModelFiles read_manifest(const fs::path& path) {
    try {
        const json object = read_object(path);
        ModelFiles files;
        files.id = path.stem().string();
        files.title = files.id;
        take(object, "title", files.title);
        take(object, "family", files.family);
        if (std::ranges::find(models::families(), std::string_view(files.family),
                              &models::Family::id) == models::families().end()) {
            throw Error(ErrorKind::Input,
                        fmt::format("{}: there is no family '{}'", path.string(), files.family),
                        "repair the model's manifest");
        }
        files.defaults.negative = ways_of(files.family).negative;
        take(object, "licence", files.licence);
        if (const auto folder = object.find("folder"); folder != object.end()) {
            files.folder = (path.parent_path() / folder->get<std::string>()).lexically_normal();
        }
        if (const auto vae = object.find("vae"); vae != object.end())
            files.vae = (path.parent_path() / vae->get<std::string>()).lexically_normal();
        if (const auto defaults = object.find("defaults"); defaults != object.end()) {
            take_defaults(*defaults, files.defaults);
        }
        return files;
    } catch (const json::exception& error) {
        throw Error(ErrorKind::Input, fmt::format("{}: {}", path.string(), error.what()),
                    "repair the model's manifest");
    }
}

fs::path manifest_path(const std::string& id) {
    return resource_folder() / "models" / (id + ".json");
}

bool same_folder(const fs::path& a, const std::string& b) {
    std::error_code error;
    return !a.empty() && fs::is_directory(b, error) && fs::equivalent(a, b, error) && !error;
}

}  // namespace

fs::path resource_folder() {
    if (const char* told = std::getenv("PLUMBLINE_RESOURCES"); told != nullptr && *told != '\0')
        return told;
    const fs::path installed = library_folder() / ".." / ".." / "share" / "plumbline";
    if (fs::is_directory(installed / "models")) return installed.lexically_normal();
    return PLUMBLINE_SOURCE_RESOURCES;
}

std::optional<ModelFiles> find_manifest(const std::string& name) {
    const bool is_id = !name.empty() && name.find('/') == std::string::npos && name.front() != '.';
    std::error_code ignored;  // a name that cannot be looked at is no id
    if (is_id && fs::is_regular_file(manifest_path(name), ignored))
        return read_manifest(manifest_path(name));
    for (const std::string& id : manifest_ids()) {
        ModelFiles files = read_manifest(manifest_path(id));
        if (same_folder(files.folder, name)) return files;
    }
    return std::nullopt;
}

std::vector<std::string> manifest_ids() {
    std::vector<std::string> ids;
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(resource_folder() / "models", ignored)) {
        if (entry.path().extension() == ".json") ids.push_back(entry.path().stem().string());
    }
    std::ranges::sort(ids, [](const std::string& a, const std::string& b) {
        return std::pair(a != "demo", a) < std::pair(b != "demo", b);
    });
    return ids;
}

void apply_folder_settings(ModelFiles& files) {
    const bool has_manifest =
        fs::is_regular_file(manifest_path(files.id)) && !files.licence.empty();
    if (!has_manifest && !files.denoiser.empty()) {
        files.defaults = ways_of(files.family).defaults(denoiser_sizes(files));
        files.licence = "unknown";
    }
    if (const fs::path preview = files.folder / "preview.json"; fs::exists(preview)) {
        const std::size_t channels = files.preview.rows.size();
        files.preview = vae::read_preview_matrix(preview);
        if (files.preview.rows.size() != channels) {
            throw Error(ErrorKind::Input,
                        fmt::format("{} is for {} latent channels, not for {}", preview.string(),
                                    files.preview.rows.size(), channels),
                        "remove it, or get it again with the model");
        }
    }
    const fs::path prompts = files.folder / "prompts.json";
    if (!fs::exists(prompts)) return;
    const json object = read_object(prompts);
    const auto negative = object.find("negative");
    // The same file may hold HunyuanVideo's prompt template alone.
    if (negative == object.end() && object.contains("template")) return;
    if (negative == object.end() || !negative->is_string()) {
        throw Error(ErrorKind::Input, fmt::format("{} has no text \"negative\"", prompts.string()),
                    "write {\"negative\": \"…\"} or remove the file");
    }
    files.defaults.negative = negative->get<std::string>();
}

}  // namespace plumbline::pipeline
