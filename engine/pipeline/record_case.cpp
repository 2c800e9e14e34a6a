// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/record_case.h"

#include "api/engine.h"
#include "base/check.h"
#include "base/error.h"
#include "base/file.h"
#include "pipeline/case_format.h"
#include "tensor_io/safetensors.h"

#include <ATen/ATen.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <system_error>
#include <variant>

namespace plumbline::pipeline {
namespace {

using nlohmann::json;
namespace fs = std::filesystem;

constexpr const char* kTensorFile = "case.safetensors";
constexpr const char* kManifestFile = "manifest.json";
/// Weights beyond this are told apart by their size alone: hashing them takes longer than a small
/// run.
constexpr std::uintmax_t kHashedBytes = std::uintmax_t{1} << 30;

struct RecordedTensor {
    std::string name;
    at::Tensor values;
    const char* role;
    const char* about;
};

const char* dtype_name(at::ScalarType type) {
    switch (type) {
        case at::kFloat: return "float32";
        case at::kInt: return "int32";
        case at::kLong: return "int64";
        default: break;
    }
    PLUMBLINE_CHECK(false, "{} is not written into cases", at::toString(type));
    return "";
}

at::Tensor on_host(const at::Tensor& x) {
    return x.to(at::kCPU, at::kFloat).contiguous();
}

/// UniPC and DPM++ hand integers to the model, Euler float32 values.
at::Tensor timesteps_of(const RecordedRun& run) {
    const auto whole = [](double t) { return t == std::trunc(t); };
    const at::Tensor values = at::tensor(run.timesteps, at::kDouble);
    return values.to(std::ranges::all_of(run.timesteps, whole) ? at::kLong : at::kFloat);
}

std::vector<RecordedTensor> tensors_of(const RecordedRun& run) {
    std::vector<RecordedTensor> tensors{
        {"noise", on_host(run.noise), "input", "initial latents"},
        {"context_cond", on_host(run.context_cond), "input", "text embeddings, not padded"}};
    const auto add_input = [&](const char* name, const at::Tensor& values, const char* about) {
        if (values.defined()) tensors.push_back({name, on_host(values), "input", about});
    };
    add_input("context_uncond", run.context_uncond, "text embeddings, not padded");
    add_input("clip_features", run.clip_features, "image tokens");
    add_input("condition", run.condition, "4 mask channels, then latent channels");
    std::vector<at::Tensor> latents{on_host(run.noise)};
    for (const at::Tensor& after : run.latents) latents.push_back(on_host(after));
    tensors.push_back({"timesteps", timesteps_of(run), "result", "as fed to the model"});
    tensors.push_back(
        {"sigmas", at::tensor(run.sigmas, at::kFloat), "result", "N + 1 noise levels"});
    tensors.push_back({"latents", at::cat(latents), "result", "x after 0..N steps [N+1,C,F,H,W]"});
    if (run.frames.defined()) {
        tensors.push_back({"frames", on_host(run.frames), "result", "decoded, clamped to [-1,1]"});
    }
    if (run.cache == "none") return tensors;
    for (auto& [name, values] : trace_tensors(run.trace)) {
        tensors.push_back({name, values, "result", "[step, branch]"});
    }
    return tensors;
}

double number(const api::Params& params, const char* key) {
    return std::visit(
        [&](const auto& value) -> double {
            if constexpr (std::is_arithmetic_v<std::decay_t<decltype(value)>>) {
                return static_cast<double>(value);
            }
            PLUMBLINE_CHECK(false, "parameter {} is not a number", key);
        },
        params.at(key));
}

void add_dicache(const RecordedRun& run, json& params) {
    const api::Params& given = run.cache_params;
    const int calls = run.steps * (run.context_uncond.defined() ? 2 : 1);
    const bool probe = std::get<std::string>(given.at("error")) == "probe";
    params["threshold"] = number(given, "threshold");
    params["ret_ratio"] = number(given, "retention");
    params["probe_depth"] = static_cast<std::int64_t>(number(given, "probe_depth"));
    params["gamma_clip"] = {1.0, number(given, "max_weight")};
    params["error"] = probe ? "delta_y" : "delta_minus";
    params["compare"] = kWanSkipRule;
    params["probe_from_call"] = static_cast<std::int64_t>(number(given, "retention") * calls);
}

json params_of(const RecordedRun& run) {
    json params{{"sampler", recorded_sampler_name(run.sampler)},
                {"steps", run.steps},
                {"shift", run.shift},
                {"guide", run.guidance},
                {"seed", run.seed},
                {"text_len", run.text_length},
                {"dtype", run.dtype}};
    if (run.frames.defined()) params["vae"] = run.vae.value().name;
    if (run.cache == "dicache") add_dicache(run, params);
    return params;
}

/// How close the closest decision was; null when none was taken.
json margin_of(const RecordedRun& run) {
    json margin;
    for (const api::StepEvent& step : run.trace) {
        for (const api::PassRecord& pass : step.passes) {
            const double distance =
                std::abs(pass.accumulated_error - pass.threshold) / pass.threshold;
            if (!std::isfinite(distance)) continue;
            if (margin.is_null() || distance < margin.get<double>()) margin = distance;
        }
    }
    return margin;
}

json model_entry(const RecordedModel& model, const fs::path& folder) {
    std::error_code fault;
    const auto bytes = fs::file_size(model.weights, fault);
    if (fault) {
        throw Error(ErrorKind::Input,
                    fmt::format("{} cannot be read: {}", model.weights.string(), fault.message()),
                    "record with the weights that ran");
    }
    json weights{
        {"file", fs::proximate(fs::weakly_canonical(model.weights), fs::weakly_canonical(folder))
                     .generic_string()},
        {"bytes", bytes}};
    if (bytes <= kHashedBytes) weights["sha256"] = base::sha256_of_file(model.weights);
    json config = json::object();
    if (model.heads > 0) {
        config = {{"num_attention_heads", model.heads}, {"attention_head_dim", model.head_dim}};
    }
    return {{"config", std::move(config)}, {"weights", {{"original", std::move(weights)}}}};
}

json case_entry(const RecordedRun& run,
                const std::vector<RecordedTensor>& tensors,
                const fs::path& tensor_file) {
    json listed = json::object();
    for (const RecordedTensor& tensor : tensors) {
        listed[tensor.name] = {{"shape", tensor.values.sizes().vec()},
                               {"dtype", dtype_name(tensor.values.scalar_type())},
                               {"role", tensor.role},
                               {"about", tensor.about}};
    }
    return {{"kind", run.cache == "none" ? "run" : run.cache},
            {"model", run.denoiser.name},
            {"file", kTensorFile},
            {"bytes", fs::file_size(tensor_file)},
            {"sha256", base::sha256_of_file(tensor_file)},
            {"params", params_of(run)},
            {"source", {{"kind", "plumbline"}, {"version", api::version()}}},
            {"checks", {{"margin", margin_of(run)}}},
            {"expect", "equal"},
            {"tensors", std::move(listed)}};
}

void prepare_folder(const fs::path& folder) {
    std::error_code fault;
    fs::create_directories(folder, fault);
    if (fault) {
        throw Error(ErrorKind::Failed,
                    fmt::format("cannot make the folder {}: {}", folder.string(), fault.message()),
                    "choose another folder for the case");
    }
}

}  // namespace

void check_case(const fs::path& folder, const std::string& cache, bool overwrite) {
    if (cache != "none" && cache != "dicache") {
        throw Error(ErrorKind::Usage,
                    fmt::format("a run with the cache '{}' has no recorded form", cache),
                    "record with dicache or without a cache");
    }
    std::error_code ignored;  // what cannot be looked at is reported when it is written
    if (!overwrite && fs::exists(folder / kManifestFile, ignored)) {
        throw Error(ErrorKind::Usage, fmt::format("{} holds a case already", folder.string()),
                    "choose another folder or allow overwriting");
    }
}

void record_case(const fs::path& folder, const RecordedRun& run, bool overwrite) {
    check_case(folder, run.cache, overwrite);
    prepare_folder(folder);
    const std::vector<RecordedTensor> tensors = tensors_of(run);
    std::vector<std::pair<std::string, at::Tensor>> stored;
    for (const RecordedTensor& tensor : tensors) stored.emplace_back(tensor.name, tensor.values);
    tensor_io::write_safetensors(folder / kTensorFile, stored);

    json models{{run.denoiser.name, model_entry(run.denoiser, folder)}};
    if (run.frames.defined()) models[run.vae.value().name] = model_entry(*run.vae, folder);
    const json manifest{{"format", 1},
                        {"models", std::move(models)},
                        {"cases", {{run.name, case_entry(run, tensors, folder / kTensorFile)}}}};
    // Last, so that a manifest always has its tensors.
    base::write_file(folder / kManifestFile, manifest.dump(1) + "\n", overwrite);
}

}  // namespace plumbline::pipeline
