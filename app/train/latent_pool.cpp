// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/latent_pool.h"

#include "tensor_io/safetensors.h"
#include "train/workers.h"

#include <ATen/ATen.h>
#include <c10/core/GradMode.h>
#include <fmt/format.h>

#include <array>
#include <cstdio>

namespace plumbline::train {
namespace {

constexpr int kEncodeBatch = 2;
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
      source_(seed, size, frames) {
    if (!std::filesystem::exists(file_)) return;
    const tensor_io::WeightMap map = tensor_io::open_safetensors(file_);
    const auto hash = map.metadata.find("vae");
    if (hash == map.metadata.end() || hash->second != vae_hash_) return;
    const std::vector<Caption> all = all_captions();
    const at::Tensor indices = map.tensor("captions"), latents = map.tensor("latents").clone();
    for (std::int64_t i = 0; i < indices.size(0); ++i) {
        captions_.push_back(all.at(static_cast<std::size_t>(indices[i].item<std::int64_t>())));
        latents_.push_back(latents[i]);
    }
    // New clips must differ from the stored ones.
    source_ = ClipSource(seed + static_cast<std::uint64_t>(captions_.size()), size, frames);
}

void LatentPool::grow_to(int count) {
    while (size() < count) {
        std::array<at::Tensor, kEncoders> clips, latents;
        for (at::Tensor& batch : clips) {
            std::vector<at::Tensor> drawn;
            for (int i = 0; i < kEncodeBatch; ++i) {
                ClipSource::Sample sample = source_.next();
                captions_.push_back(sample.caption);
                drawn.push_back(sample.clip);
            }
            batch = at::stack(drawn);
        }
        run_workers(kEncoders, [&](int worker) {
            const c10::NoGradGuard no_grad;  // per thread
            const auto index = static_cast<std::size_t>(worker);
            latents[index] =
                vae_.encode(clips[index], {.latents_per_chunk = 4, .tiling = {}, .checkpoint = {}})
                    .to(at::kHalf);
        });
        for (const at::Tensor& batch : latents) {
            for (int i = 0; i < kEncodeBatch; ++i) latents_.push_back(batch[i]);
        }
        if (size() % 500 < kEncodeBatch * kEncoders) {
            fmt::print(stderr, "encoded {} clips\n", size());
        }
    }
}

void LatentPool::save() const {
    std::vector<std::int64_t> indices;
    for (const Caption& caption : captions_) indices.push_back(index_of(caption));
    tensor_io::write_safetensors(
        file_, {{"captions", at::tensor(indices, at::kLong)}, {"latents", at::stack(latents_)}},
        {{"vae", vae_hash_}});
}

LatentPool::Batch LatentPool::draw(int count, std::mt19937_64& random) const {
    Batch batch;
    std::vector<at::Tensor> latents;
    std::uniform_int_distribution<std::size_t> pick(0, captions_.size() - 1);
    for (int i = 0; i < count; ++i) {
        const std::size_t index = pick(random);
        batch.captions.push_back(captions_[index]);
        latents.push_back(latents_[index]);
    }
    batch.latents = at::stack(latents).to(at::kFloat);
    return batch;
}

}  // namespace plumbline::train
