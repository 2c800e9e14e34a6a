// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/wan/config.h"
#include "tensor_io/weight_map.h"
#include "text/t5_encoder.h"

#include <cstdint>
#include <filesystem>
#include <string>

namespace plumbline::train {

/// Sizes of the demo model. The text encoder's vocabulary comes from its tokenizer.
struct DemoSizes {
    std::int64_t dim = 192, heads = 6, ffn_dim = 768;
    int layers = 10;
    std::int64_t text_dim = 96, text_heads = 6, text_ffn = 192;
    int text_layers = 2;
    std::int64_t text_len = 64;
    std::int64_t freq_dim = 256;
};

[[nodiscard]] models::wan::Config denoiser_config(const DemoSizes& sizes);
[[nodiscard]] text::T5Config text_config(const DemoSizes& sizes, int vocabulary);

/// Names of the files of the model folder, those of the original release with its .safetensors
/// spelling.
inline constexpr const char* kDenoiserFile = "diffusion_pytorch_model.safetensors";
inline constexpr const char* kTextFile = "models_t5_umt5-demo-enc.safetensors";
inline constexpr const char* kVaeFile = "Wan2.1_VAE.safetensors";
inline constexpr const char* kTokenizerFile = "spiece.model";

/// Trains a unigram sentencepiece model on all captions (words, not their combinations, are what it
/// learns).
void train_tokenizer(const std::filesystem::path& model_file);
/// Writes weights as f16 in their canonical names.
void write_half(const std::filesystem::path& file, const tensor_io::WeightMap& weights);
/// config.json of the denoiser.
void write_config(const std::filesystem::path& file, const DemoSizes& sizes);

}  // namespace plumbline::train
