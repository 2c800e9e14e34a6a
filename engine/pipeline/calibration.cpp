// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/calibration.h"

#include "api/params.h"
#include "base/error.h"
#include "base/file.h"
#include "base/user_folder.h"
#include "tensor_io/weight_map.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>

namespace plumbline::pipeline {
namespace {

namespace fs = std::filesystem;
using nlohmann::ordered_json;

constexpr const char* kFormat = "plumbline/calibration/v1";
constexpr std::size_t kHeadBytes = std::size_t{1} << 20;
constexpr std::size_t kFileLimit = std::size_t{16} << 20;

ordered_json fit_json(const Calibration::Fit& fit, const char* signal) {
    return {{"signal", signal},
            {"coefficients", fit.coefficients},
            {"r2", fit.r2},
            {"range", {fit.lowest, fit.highest}},
            {"points", fit.points}};
}

Calibration::Fit fit_from(const ordered_json& object, const char* key) {
    Calibration::Fit fit;
    const auto found = object.find(key);
    if (found == object.end()) return fit;
    fit.coefficients = found->at("coefficients").get<std::vector<double>>();
    fit.r2 = found->at("r2").get<double>();
    fit.lowest = found->at("range").at(0).get<double>();
    fit.highest = found->at("range").at(1).get<double>();
    fit.points = found->at("points").get<int>();
    return fit;
}

ordered_json pattern_json(const Calibration::Pattern& pattern) {
    return {{"pattern", pattern.steps}, {"latent_psnr", pattern.psnr}};
}

Calibration::Pattern pattern_from(const ordered_json& object) {
    return {.steps = object.at("pattern").get<std::vector<double>>(),
            .psnr = object.at("latent_psnr").get<double>()};
}

}  // namespace

ordered_json calibration_json(const Calibration& c) {
    ordered_json json{{"format", kFormat},    {"model", c.model}, {"family", c.family},
                      {"blocks", c.blocks},   {"steps", c.steps}, {"prompts", c.prompts},
                      {"sampler", c.sampler}, {"shift", c.shift}, {"guidance", c.guidance}};
    const bool wan = c.family == "wan";
    if (!c.teacache.coefficients.empty())
        json["teacache"] = fit_json(c.teacache, wan ? "time embedding" : "modulated input");
    if (!c.teacache_retained.coefficients.empty())
        json["teacache_retained"] = fit_json(c.teacache_retained, "time projection");
    if (!c.magcache.empty()) {
        json["magcache"] = {{"ratios", c.magcache}, {"deviation", c.magcache_deviation}};
        if (!c.magcache_uncond.empty()) json["magcache"]["uncond"] = c.magcache_uncond;
    }
    if (!c.sencache.times.empty()) {
        json["sencache"] = {{"times", c.sencache.times},
                            {"latents", c.sencache.latents},
                            {"time", c.sencache.time}};
    }
    if (!c.profilingdit.foreground.empty()) {
        json["profilingdit"] = {{"foreground", c.profilingdit.foreground},
                                {"background", c.profilingdit.background}};
    }
    if (!c.procache.steps.empty()) {
        json["procache"] = pattern_json(c.procache);
        for (const Calibration::Pattern& tried : c.procache_tried)
            json["procache"]["tried"].push_back(pattern_json(tried));
    }
    return json;
}

namespace {

Calibration from_json(const ordered_json& json) {
    Calibration c;
    c.model = json.at("model").get<std::string>();
    c.family = json.at("family").get<std::string>();
    c.blocks = json.at("blocks").get<int>();
    c.steps = json.at("steps").get<int>();
    c.prompts = json.at("prompts").get<int>();
    c.sampler = json.at("sampler").get<std::string>();
    c.shift = json.at("shift").get<double>();
    c.guidance = json.at("guidance").get<double>();
    c.teacache = fit_from(json, "teacache");
    c.teacache_retained = fit_from(json, "teacache_retained");
    if (const auto found = json.find("magcache"); found != json.end()) {
        c.magcache = found->at("ratios").get<std::vector<double>>();
        c.magcache_deviation = found->at("deviation").get<double>();
        if (found->contains("uncond"))
            c.magcache_uncond = found->at("uncond").get<std::vector<double>>();
    }
    if (const auto found = json.find("sencache"); found != json.end()) {
        c.sencache = {.times = found->at("times").get<std::vector<double>>(),
                      .latents = found->at("latents").get<std::vector<double>>(),
                      .time = found->at("time").get<std::vector<double>>()};
    }
    if (const auto found = json.find("profilingdit"); found != json.end()) {
        c.profilingdit = {.foreground = found->at("foreground").get<std::vector<double>>(),
                          .background = found->at("background").get<std::vector<double>>()};
    }
    if (const auto found = json.find("procache"); found != json.end()) {
        c.procache = pattern_from(*found);
        for (const ordered_json& tried : found->at("tried"))
            c.procache_tried.push_back(pattern_from(tried));
    }
    return c;
}

using Files = std::map<fs::path, std::shared_ptr<const base::MappedFile>>;

/// Those that hold the denoiser's tensors.
Files files_of(const fs::path& denoiser) {
    Files files;
    const tensor_io::WeightMap weights = tensor_io::open_weights(denoiser);
    for (const auto& [name, entry] : weights.entries()) {
        if (entry.file) files[entry.file->path()] = entry.file;
    }
    return files;
}

/// How the name of their calibration ends: what can be told without reading them.
std::string name_end(const Files& files) {
    std::size_t bytes = 0;
    for (const auto& [place, file] : files) bytes += file->bytes().size();
    return fmt::format("-{}.json", bytes);
}

std::string name_of(const Files& files) {
    std::string all;
    for (const auto& [place, file] : files) {
        const std::span<const std::byte> content = file->bytes();
        all += fmt::format("{}:{};", content.size(),
                           base::sha256(content.first(std::min(content.size(), kHeadBytes))));
    }
    return base::sha256(std::as_bytes(std::span(all))).substr(0, 16) + name_end(files);
}

/// Whether the folder has a file whose name ends so.
bool has_name_with(const fs::path& folder, const std::string& end) {
    std::error_code none;
    for (const auto& entry : fs::directory_iterator(folder, none)) {
        if (entry.path().filename().string().ends_with(end)) return true;
    }
    return false;
}

}  // namespace

std::string calibration_name(const fs::path& denoiser) {
    return name_of(files_of(denoiser));
}

std::vector<fs::path> calibration_folders() {
    std::vector<fs::path> folders{resource_folder() / "calibration"};
    if (const auto own = base::user_data_folder()) folders.push_back(*own / "calibration");
    return folders;
}

Calibration read_calibration(const fs::path& file) {
    const ordered_json json =
        ordered_json::parse(base::read_file(file, kFileLimit), nullptr, /*allow_exceptions=*/false);
    try {
        if (json.is_object() && json.value("format", "") == kFormat) return from_json(json);
    } catch (const ordered_json::exception&) {
        // told below
    }
    throw Error(ErrorKind::Input,
                fmt::format("{} is no calibration of this version", file.string()),
                "remove it, and calibrate the model again");
}

void write_calibration(const fs::path& file, const Calibration& calibration) {
    ordered_json json = calibration_json(calibration);
    if (fs::exists(file)) {
        ordered_json before = calibration_json(read_calibration(file));
        before.update(json);
        json = std::move(before);
    }
    fs::create_directories(file.parent_path());
    base::write_file(file, json.dump(1) + "\n", /*overwrite=*/true);
}

void apply_calibration(ModelFiles& files) {
    if (files.denoiser.empty()) return;
    const Files parts = files_of(files.denoiser);
    const auto put = [&](const char* method, const char* key, const std::string& value) {
        files.defaults.cache[method][key] = value;
    };
    for (const fs::path& folder : calibration_folders()) {
        // Every look at a model comes by here: its files are read only where one may be for it.
        if (!has_name_with(folder, name_end(parts))) continue;
        const std::string name = name_of(parts);
        std::error_code ignored;
        if (!fs::is_regular_file(folder / name, ignored)) continue;
        const Calibration known = read_calibration(folder / name);
        if (!known.teacache.coefficients.empty()) {
            put("teacache", "fit", "own");
            put("teacache", "coefficients", api::numbers_text(known.teacache.coefficients));
            put("research", "fit", "own");
            put("research", "coefficients", api::numbers_text(known.teacache.coefficients));
        }
        if (!known.teacache_retained.coefficients.empty())
            put("teacache", "retained_coefficients",
                api::numbers_text(known.teacache_retained.coefficients));
        if (!known.sencache.times.empty()) {
            put("sencache", "times", api::numbers_text(known.sencache.times));
            put("sencache", "latents", api::numbers_text(known.sencache.latents));
            put("sencache", "time", api::numbers_text(known.sencache.time));
        }
        if (!known.profilingdit.background.empty()) {
            put("profilingdit", "blocks", "own");
            put("profilingdit", "list", api::numbers_text(known.profilingdit.background));
        }
        if (!known.procache.steps.empty()) {
            put("procache", "pattern", "own");
            put("procache", "list", api::numbers_text(known.procache.steps));
        }
        if (known.magcache.empty()) continue;
        for (const char* method : {"magcache", "research"}) {
            put(method, "curve", "own");
            put(method, "ratios", api::numbers_text(known.magcache));
            put(method, "uncond_ratios", api::numbers_text(known.magcache_uncond));
        }
    }
}

}  // namespace plumbline::pipeline
