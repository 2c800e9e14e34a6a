// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "text/tokenizer.h"
#include "train/clip_data.h"
#include "vae/vae.h"

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <filesystem>
#include <random>
#include <vector>

namespace plumbline::train {

/// Clips of training captions as latents, encoded once. Kept in a file beside the training state,
/// so that a resumed training starts at once.
class LatentPool {
public:
    /// Loads `file` when it is there and made by the same autoencoder (its hash stands in the
    /// file).
    LatentPool(vae::Vae& vae,
               std::filesystem::path file,
               std::string vae_hash,
               std::uint64_t seed,
               int size,
               int frames);

    /// Encodes clips until there are `count`.
    void grow_to(int count);
    void save() const;
    [[nodiscard]] int size() const { return static_cast<int>(captions_.size()); }

    struct Batch {
        at::Tensor latents;  // [B, 16, T, h, w] f32
        std::vector<Caption> captions;
    };
    [[nodiscard]] Batch draw(int count, std::mt19937_64& random) const;

private:
    vae::Vae& vae_;
    std::filesystem::path file_;
    std::string vae_hash_;
    ClipSource source_;
    std::vector<Caption> captions_;
    std::vector<at::Tensor> latents_;  // each [16, T, h, w], f16
};

}  // namespace plumbline::train
