// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/events.h"
#include "api/params.h"

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace plumbline::pipeline {

/// A model that a recorded run used, by reference: its weights stay where they are.
struct RecordedModel {
    std::string name;                      // in the manifest, e.g. "demo"
    std::filesystem::path weights{};       // file or *.index.json
    std::int64_t heads = 0, head_dim = 0;  // denoisers: what the tensors cannot tell
};

/// A finished Wan run with all that decides its outcome. Tensors are on any device.
struct RecordedRun {
    std::string name;  // of the case, e.g. "demo/a_red_kite"
    RecordedModel denoiser;
    std::optional<RecordedModel> vae{};  // needed when there are frames
    std::string sampler{};               // any name that make_scheduler takes
    int steps = 0;
    double shift = 0, guidance = 1;
    std::int64_t text_length = 512;
    std::uint64_t seed = 0;
    std::string dtype = "f32";   // f32 | bf16 | f16: of the weights as they ran
    std::string cache = "none";  // none | dicache
    api::Params cache_params{};  // complete

    at::Tensor noise{};           // [1, C, T, h, w] f32
    at::Tensor context_cond{};    // [l, text_dim] f32
    at::Tensor context_uncond{};  // likewise; undefined: guidance off
    at::Tensor clip_features{};   // [1, 257, image_dim]; undefined for text-to-video
    at::Tensor condition{};       // [1, C_cond, T, h, w]; undefined for text-to-video
    std::vector<double> timesteps{}, sigmas{};
    std::vector<at::Tensor> latents{};    // [1, C, T, h, w] after steps 1..N
    std::vector<api::StepEvent> trace{};  // one a step
    at::Tensor frames{};                  // [1, 3, F, H, W] f32 in [-1, 1]; undefined: not recorded
};

/// Throws Error{Usage} when record_case would: the folder holds a manifest already and overwrite is
/// false, or the cache method has no recorded form. For asking before the work begins.
void check_case(const std::filesystem::path& folder, const std::string& cache, bool overwrite);

/// Writes a run as a conformance case: folder/manifest.json and folder/case.safetensors, in the
/// form that `plumbline replay` reads. The folder is made when it is missing. Throws Error{Usage}
/// when the folder holds a manifest already and overwrite is false, or when the cache method has no
/// recorded form; Error{Failed} when it cannot be written.
void record_case(const std::filesystem::path& folder, const RecordedRun& run, bool overwrite);

}  // namespace plumbline::pipeline
