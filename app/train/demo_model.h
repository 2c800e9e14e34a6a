// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tensor_io/weight_map.h"
#include "train/denoiser_training.h"

#include <filesystem>

namespace plumbline::train {

/// Writes weights as f16 in their canonical names; eight_bit: the matrices of blocks as
/// float8_e4m3fn with one scale each, as ComfyUI's "fp8_scaled" files have them.
void write_half(const std::filesystem::path& file,
                const tensor_io::WeightMap& weights,
                bool eight_bit = false);
/// Writes the model folder out of a training folder: averaged weights, autoencoder, tokenizers and
/// settings.
void write_model(const DenoiserTraining& options, const std::filesystem::path& folder);

}  // namespace plumbline::train
