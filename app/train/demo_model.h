// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tensor_io/weight_map.h"
#include "train/denoiser_training.h"

#include <filesystem>

namespace plumbline::train {

/// Writes weights as f16 in their canonical names.
void write_half(const std::filesystem::path& file, const tensor_io::WeightMap& weights);
/// Writes the model folder out of a training folder: averaged weights, autoencoder, tokenizers and
/// settings.
void write_model(const DenoiserTraining& options, const std::filesystem::path& folder);

}  // namespace plumbline::train
