// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "text/tokenizer.h"
#include "train/clip_data.h"
#include "vae/vae.h"

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <random>
#include <string>
#include <vector>

namespace plumbline::train {

/// Clips of training captions as latents, encoded once. Kept in a file beside the training state,
/// so that a resumed training starts at once.
class LatentPool {
public:
    /// file: of clips that an earlier training encoded; they are taken when the same autoencoder
    /// made them (its hash stands in the file) and they are of the kind that is asked for.
    LatentPool(vae::Vae& vae,
               std::filesystem::path file,
               std::string vae_hash,
               std::uint64_t seed,
               int size,
               int frames);
    /// For models that start from an image: keeps the first frame of every clip, and the latents of
    /// it with mid grey after it. Before any clip is there.
    void keep_images();
    /// All captions of a batch are of one length. Null: of any.
    void batch_by(std::function<int(const std::string&)> caption_length);

    /// Encodes clips until there are `count`.
    void grow_to(int count);
    void save() const;
    [[nodiscard]] int size() const { return static_cast<int>(clips_.size()); }

    struct Batch {
        at::Tensor latents;        // [B, C, T, h, w] f32
        at::Tensor images;         // [B, 3, H, W] f32, first frames; undefined without images
        at::Tensor image_latents;  // [B, C, T, h, w] f32, likewise
        std::vector<Caption> captions;
    };
    [[nodiscard]] Batch draw(int count, std::mt19937_64& random) const;

private:
    struct Encoded {
        Caption caption;
        at::Tensor latents;               // [C, T, h, w] f16
        at::Tensor image, image_latents;  // [3, H, W], [C, T, h, w] f16; undefined without images
    };
    void load();
    void add(Encoded clip);
    [[nodiscard]] Encoded encode(const ClipSource::Sample& sample) const;

    vae::Vae& vae_;
    std::filesystem::path file_;
    std::string vae_hash_;
    std::uint64_t seed_;
    int clip_size_, frames_;
    ClipSource source_;
    bool with_images_ = false;
    std::function<int(const std::string&)> caption_length_;
    std::vector<Encoded> clips_;
    std::map<int, std::vector<std::size_t>> by_length_;
};

}  // namespace plumbline::train
