// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>

namespace plumbline::tests {

/// Whole models of random weights, made of the golden fixtures, as diffusers lays them out: Flux.1
/// dev (2 double-stream and 3 single-stream blocks of width 48) and HunyuanVideo (3 and 2).
void make_flux_model(const std::filesystem::path& folder);
void make_hunyuan_model(const std::filesystem::path& folder);
/// Flux.1 schnell of the same sizes in ComfyUI's folders, with the authors' names of tensors.
void make_comfyui_schnell(const std::filesystem::path& folder);
/// The same model whole in one file of ComfyUI's checkpoints, its matrices in 8 bits where
/// eight_bits says so; the tokenizers beside it.
void make_whole_schnell(const std::filesystem::path& folder, bool eight_bits);

/// Wan's image-to-video model as diffusers lays it out (3 blocks of width 64), with an image
/// encoder.
void make_i2v_model(const std::filesystem::path& folder);
/// Stable Diffusion 1.5 as diffusers lays it out (four levels of 8 to 20 channels), and the same
/// weights as its authors do: one file that holds all three parts. Both have their tokenizer.
void make_sd15_model(const std::filesystem::path& folder);
void make_sd15_file(const std::filesystem::path& file);

}  // namespace plumbline::tests
