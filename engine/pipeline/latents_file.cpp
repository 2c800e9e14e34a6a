// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/latents_file.h"

#include "base/error.h"
#include "tensor_io/safetensors.h"

#include <ATen/ATen.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include <filesystem>
#include <map>

namespace plumbline::pipeline {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

constexpr const char* kTensor = "latents";
constexpr const char* kRecord = "plumbline";
constexpr const char* kParameters = "parameters";
constexpr const char* kModel = "model";

/// Where a model lies, for whoever decodes the latents later; the name of one that lies nowhere.
std::string model_place(const std::string& model) {
    std::error_code fault;
    return fs::exists(model, fault) ? fs::absolute(model, fault).lexically_normal().string()
                                    : model;
}

std::string model_of(const std::string& record) {
    const Json json = Json::parse(record, nullptr, /*allow_exceptions=*/false);
    if (!json.is_object() || !json.contains("recipe") || !json["recipe"].is_object()) return {};
    const Json model = json["recipe"].value("model", Json());
    return model.is_string() ? model.get<std::string>() : std::string();
}

std::string value_of(const std::map<std::string, std::string>& metadata, const char* key) {
    const auto found = metadata.find(key);
    return found == metadata.end() ? std::string() : found->second;
}

}  // namespace

void write_latents(const std::string& path, const LatentsFile& file, bool overwrite) {
    tensor_io::write_safetensors(path, {{kTensor, file.latents}},
                                 {{kRecord, file.record.json},
                                  {kParameters, file.record.parameters},
                                  {kModel, model_place(file.model)}},
                                 overwrite);
}

LatentsFile read_latents(const std::string& path) {
    const tensor_io::WeightMap map = tensor_io::open_safetensors(path);
    if (!map.contains(kTensor)) {
        throw Error(ErrorKind::Input, fmt::format("{} holds no latents", path),
                    "give what generate --save-latents wrote");
    }
    LatentsFile file{.latents = map.tensor(kTensor).to(at::kFloat),
                     .record = {.parameters = value_of(map.metadata, kParameters),
                                .json = value_of(map.metadata, kRecord)},
                     .model = value_of(map.metadata, kModel)};
    if (file.latents.dim() != 5 || file.latents.size(0) != 1 || file.latents.numel() == 0) {
        throw Error(
            ErrorKind::Input,
            fmt::format("the latents of {} are [{}]", path, fmt::join(file.latents.sizes(), ", ")),
            "those of a clip are [1, channels, frames, height, width]");
    }
    if (file.model.empty()) file.model = model_of(file.record.json);
    return file;
}

std::string latents_beside(const std::string& output) {
    const fs::path stem = output.ends_with('/') ? fs::path(output).lexically_normal().parent_path()
                                                : fs::path(output).replace_extension();
    return stem.string() + ".latents.safetensors";
}

}  // namespace plumbline::pipeline
