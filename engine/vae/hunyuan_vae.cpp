// SPDX-License-Identifier: GPL-3.0-or-later
#include "vae/hunyuan_vae.h"

#include "base/check.h"
#include "vae/tiling.h"

#include <ATen/ATen.h>

namespace plumbline::vae {
namespace {

constexpr double kScale = 0.476986;
constexpr std::int64_t kLatentChannels = 16;
constexpr int kTimeScale = 4;

bool is_hunyuan_vae(const tensor_io::WeightMap& weights) {
    const tensor_io::WeightMap canonical = ldm::canonical_names(weights);
    constexpr const char* kKey = "decoder.conv_in.conv.weight";
    if (!canonical.contains(kKey)) return false;
    const auto& shape = canonical.entry(kKey).shape;
    return shape.size() == 5 && shape[1] == kLatentChannels;
}

}  // namespace

HunyuanVae::HunyuanVae(const tensor_io::WeightMap& weights,
                       const VaeHints& hints,
                       const tensor_io::Placement& placement)
    : LdmVae(weights,
             "HunyuanVideo's autoencoder",
             {.scale = kScale, .shift = 0.0},
             hints,
             placement) {}

at::Tensor HunyuanVae::posterior_mean(const at::Tensor& pixels,
                                      const DecodeOptions& options) const {
    PLUMBLINE_CHECK(pixels.dim() == 5 && pixels.size(2) % kTimeScale == 1,
                    "pixels must be [B, 3, 4n+1, H, W]");
    const auto encode_window = [&](const at::Tensor& window) {
        return encode_in_tiles(window, options, [&](const at::Tensor& tile) {
            return run_encoder(tile, options.checkpoint);
        });
    };
    const at::Tensor clip = placed(pixels);
    const Tiling& tiling = options.tiling;
    if (!tiling.enabled || clip.size(2) <= tiling.window) return encode_window(clip);
    std::vector<at::Tensor> parts;
    run_windows(clip, tiling.window, tiling.window_stride, 1, kTimeScale, options.checkpoint,
                encode_window,
                [&](const at::Tensor& part, std::int64_t) { parts.push_back(part.clone()); });
    return at::cat(parts, 2);
}

void HunyuanVae::decode_windows(const at::Tensor& latents,
                                const DecodeOptions& options,
                                const FrameSink& sink) const {
    const auto decode_window = [&](const at::Tensor& window) {
        return decode_in_tiles(window, options, [&](const at::Tensor& tile) {
            return run_decoder(tile, options.checkpoint);
        });
    };
    const int window = options.tiling.window / kTimeScale;
    if (!options.tiling.enabled || latents.size(2) <= window) {
        options.checkpoint();
        sink(decode_window(latents), 0);
        return;
    }
    run_windows(latents, window, options.tiling.window_stride / kTimeScale, kTimeScale, 1,
                options.checkpoint, decode_window, sink);
}

at::Tensor HunyuanVae::decode_raw(const at::Tensor& latents, const DecodeOptions& options) const {
    expect_latents(latents);
    std::vector<at::Tensor> parts;
    decode_windows(placed(latents), options,
                   [&](const at::Tensor& part, std::int64_t) { parts.push_back(part.clone()); });
    return at::cat(parts, 2);
}

void HunyuanVae::decode(const at::Tensor& z, const DecodeOptions& options, const FrameSink& sink) {
    expect_latents(z);
    decode_windows(denormalise(placed(z)), options,
                   [&](const at::Tensor& part, std::int64_t first) {
                       sink(part.to(at::kFloat).clamp(-1.0, 1.0), first);
                   });
}

const VaeEntry& hunyuan_vae_entry() {
    static const VaeEntry entry{
        .id = "hunyuan-vae",
        .family = "hunyuan",
        .accepts = is_hunyuan_vae,
        .canonical = ldm::canonical_names,
        .facts = ldm_facts,
        .parameters = ldm_parameters,
        .latent_channels = ldm_latent_channels,
        .open = [](const tensor_io::WeightMap& canonical, const VaeHints& hints,
                   const tensor_io::Placement& placement) -> std::unique_ptr<Vae> {
            return std::make_unique<HunyuanVae>(canonical, hints, placement);
        },
        .preview = hunyuan_preview_matrix};
    return entry;
}

}  // namespace plumbline::vae
