// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/recipe.h"
#include "media/frame_sink.h"

#include <ATen/core/Tensor.h>

#include <string>

namespace plumbline::pipeline {

/// What a run leaves of its latents.
struct LatentsFile {
    at::Tensor latents;    // [1, C, T, h, w], normalised, f32 on the CPU
    media::Record record;  // of the run; empty texts in files of others
    std::string model;     // as Recipe::model, absolute where it is a place; empty: not said
};

/// A .safetensors file with the tensor "latents" and, as metadata, "plumbline", "parameters" and
/// "model". Deterministic. Throws Error{Failed}, Error{Usage} when the name is taken.
void write_latents(const std::string& path, const LatentsFile& file, bool overwrite);
/// Also what earlier versions wrote, which held no parameters and no model: the model is the
/// record's then. Throws Error{Input} for a file without latents and for latents of no frames.
[[nodiscard]] LatentsFile read_latents(const std::string& path);

/// "clip.mp4", "clip/" → "clip.latents.safetensors": where latents go that nobody gave a place.
[[nodiscard]] std::string latents_beside(const std::string& output);

}  // namespace plumbline::pipeline
