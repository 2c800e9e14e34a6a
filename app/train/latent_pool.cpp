// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/latent_pool.h"

#include "base/check.h"
#include "tensor_io/safetensors.h"
#include "train/workers.h"

#include <ATen/ATen.h>
#include <c10/core/GradMode.h>
#include <fmt/format.h>

#include <array>
#include <cstdio>

namespace plumbline::train {
namespace {

constexpr int kEncoders = 2;

}  // namespace

LatentPool::LatentPool(vae::Vae& vae,
                       std::filesystem::path file,
                       std::string vae_hash,
                       std::uint64_t seed,
                       int size,
                       int frames)
    : vae_(vae),
      file_(std::move(file)),
      vae_hash_(std::move(vae_hash)),
      seed_(seed),
      clip_size_(size),
      frames_(frames),
      source_(seed, size, frames) {}

void LatentPool::keep_images() {
    PLUMBLINE_CHECK(clips_.empty(), "the pool has clips already");
    with_images_ = true;
}

void LatentPool::batch_by(std::function<int(const std::string&)> caption_length) {
    PLUMBLINE_CHECK(clips_.empty(), "the pool has clips already");
    caption_length_ = std::move(caption_length);
}

void LatentPool::load() {
    if (!std::filesystem::exists(file_)) return;
    const tensor_io::WeightMap map = tensor_io::open_safetensors(file_);
    const auto hash = map.metadata.find("vae");
    if (hash == map.metadata.end() || hash->second != vae_hash_) return;
    if (map.contains("images") != with_images_) return;
    const std::vector<Caption> all = all_captions();
    const at::Tensor indices = map.tensor("captions"), latents = map.tensor("latents").clone();
    at::Tensor images, image_latents;
    if (with_images_) {
        images = map.tensor("images").clone();
        image_latents = map.tensor("image_latents").clone();
    }
    for (std::int64_t i = 0; i < indices.size(0); ++i) {
        add({.caption = all.at(static_cast<std::size_t>(indices[i].item<std::int64_t>())),
             .latents = latents[i],
             .image = with_images_ ? images[i] : at::Tensor(),
             .image_latents = with_images_ ? image_latents[i] : at::Tensor()});
    }
    // New clips must differ from the stored ones.
    source_ = ClipSource(seed_ + clips_.size(), clip_size_, frames_);
}

void LatentPool::add(Encoded clip) {
    const int length = caption_length_ ? caption_length_(text(clip.caption)) : 0;
    by_length_[length].push_back(clips_.size());
    clips_.push_back(std::move(clip));
}

LatentPool::Encoded LatentPool::encode(const ClipSource::Sample& sample) const {
    const vae::DecodeOptions options{.latents_per_chunk = 4, .tiling = {}, .checkpoint = {}};
    const auto latents_of = [&](const at::Tensor& clip) {
        return vae_.encode(clip.unsqueeze(0), options)[0].to(at::kHalf);
    };
    Encoded encoded{.caption = sample.caption,
                    .latents = latents_of(sample.clip),
                    .image = {},
                    .image_latents = {}};
    if (!with_images_) return encoded;
    at::Tensor first = at::zeros_like(sample.clip);
    first.select(1, 0).copy_(sample.clip.select(1, 0));
    encoded.image = sample.clip.select(1, 0).to(at::kHalf);
    encoded.image_latents = latents_of(first);
    return encoded;
}

void LatentPool::grow_to(int count) {
    if (clips_.empty()) load();
    while (size() < count) {
        std::array<ClipSource::Sample, kEncoders> samples;
        for (ClipSource::Sample& sample : samples) sample = source_.next();
        std::array<Encoded, kEncoders> encoded;
        run_workers(kEncoders, [&](int worker) {
            const c10::NoGradGuard no_grad;  // per thread
            const auto index = static_cast<std::size_t>(worker);
            encoded[index] = encode(samples[index]);
        });
        for (Encoded& clip : encoded) add(std::move(clip));
        if (size() % 500 < kEncoders) fmt::print(stderr, "encoded {} clips\n", size());
    }
}

void LatentPool::save() const {
    std::vector<std::int64_t> indices;
    std::vector<at::Tensor> latents, images, image_latents;
    for (const Encoded& clip : clips_) {
        indices.push_back(index_of(clip.caption));
        latents.push_back(clip.latents);
        if (!with_images_) continue;
        images.push_back(clip.image);
        image_latents.push_back(clip.image_latents);
    }
    std::vector<std::pair<std::string, at::Tensor>> tensors{
        {"captions", at::tensor(indices, at::kLong)}, {"latents", at::stack(latents)}};
    if (with_images_) {
        tensors.emplace_back("images", at::stack(images));
        tensors.emplace_back("image_latents", at::stack(image_latents));
    }
    tensor_io::write_safetensors(file_, tensors, {{"vae", vae_hash_}});
}

LatentPool::Batch LatentPool::draw(int count, std::mt19937_64& random) const {
    // The length of a random clip, so that lengths come as often as there are clips of them.
    std::size_t at = std::uniform_int_distribution<std::size_t>(0, clips_.size() - 1)(random);
    const std::vector<std::size_t>* alike = nullptr;
    for (const auto& [length, indices] : by_length_) {
        alike = &indices;
        if (at < indices.size()) break;
        at -= indices.size();
    }
    Batch batch;
    std::vector<at::Tensor> latents, images, image_latents;
    std::uniform_int_distribution<std::size_t> pick(0, alike->size() - 1);
    for (int i = 0; i < count; ++i) {
        const Encoded& clip = clips_[(*alike)[pick(random)]];
        batch.captions.push_back(clip.caption);
        latents.push_back(clip.latents);
        images.push_back(clip.image);
        image_latents.push_back(clip.image_latents);
    }
    batch.latents = at::stack(latents).to(at::kFloat);
    if (with_images_) {
        batch.images = at::stack(images).to(at::kFloat);
        batch.image_latents = at::stack(image_latents).to(at::kFloat);
    }
    return batch;
}

}  // namespace plumbline::train
