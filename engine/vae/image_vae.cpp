// SPDX-License-Identifier: GPL-3.0-or-later
#include "vae/image_vae.h"

#include "base/check.h"
#include "vae/tiling.h"

#include <ATen/ATen.h>

namespace plumbline::vae {
namespace {

constexpr std::int64_t kFluxChannels = 16, kSd15Channels = 4;
constexpr double kFluxScale = 0.3611, kFluxShift = 0.1159, kSd15Scale = 0.18215;

std::int64_t latent_channels(const tensor_io::WeightMap& weights) {
    const tensor_io::WeightMap canonical = ldm::canonical_names(weights);
    constexpr const char* kKey = "decoder.conv_in.weight";
    // Names of Wan's autoencoder in diffusers are alike; its norms have no bias.
    if (!canonical.contains(kKey) || !canonical.contains("decoder.conv_norm_out.bias")) return 0;
    const auto& shape = canonical.entry(kKey).shape;
    return shape.size() == 4 ? shape[1] : 0;
}

bool is_flux(const tensor_io::WeightMap& canonical) {
    return latent_channels(canonical) == kFluxChannels;
}

std::unique_ptr<Vae> open_image_vae(const tensor_io::WeightMap& canonical,
                                    const VaeHints& hints,
                                    const tensor_io::Placement& placement) {
    return std::make_unique<ImageVae>(canonical, hints, placement);
}

VaeEntry image_entry() {
    return {.id = {},
            .family = {},
            .accepts = nullptr,
            .canonical = ldm::canonical_names,
            .facts = ldm_facts,
            .parameters = ldm_parameters,
            .latent_channels = ldm_latent_channels,
            .open = open_image_vae,
            .preview = nullptr};
}

}  // namespace

ImageVae::ImageVae(const tensor_io::WeightMap& weights,
                   const VaeHints& hints,
                   const tensor_io::Placement& placement)
    : LdmVae(weights,
             is_flux(weights) ? "Flux.1's autoencoder" : "Stable Diffusion 1.5's autoencoder",
             is_flux(weights) ? Scaling{.scale = kFluxScale, .shift = kFluxShift}
                              : Scaling{.scale = kSd15Scale, .shift = 0.0},
             hints,
             placement) {}

at::Tensor ImageVae::posterior_mean(const at::Tensor& pixels, const DecodeOptions& options) const {
    PLUMBLINE_CHECK(pixels.dim() == 5, "pixels must be [B, 3, F, H, W]");
    const at::Tensor clip = placed(pixels);
    std::vector<at::Tensor> frames;
    for (std::int64_t i = 0; i < clip.size(2); ++i) {
        options.checkpoint();
        frames.push_back(encode_in_tiles(clip.select(2, i), options, [&](const at::Tensor& tile) {
            return run_encoder(tile, options.checkpoint);
        }));
    }
    return at::stack(frames, 2);
}

void ImageVae::decode_frames(const at::Tensor& latents,
                             const DecodeOptions& options,
                             const FrameSink& sink) const {
    for (std::int64_t i = 0; i < latents.size(2); ++i) {
        options.checkpoint();
        const at::Tensor picture = decode_in_tiles(
            latents.select(2, i), options,
            [&](const at::Tensor& tile) { return run_decoder(tile, options.checkpoint); });
        sink(picture.unsqueeze(2), i);
    }
}

at::Tensor ImageVae::decode_raw(const at::Tensor& latents, const DecodeOptions& options) const {
    expect_latents(latents);
    std::vector<at::Tensor> frames;
    decode_frames(placed(latents), options,
                  [&](const at::Tensor& frame, std::int64_t) { frames.push_back(frame); });
    return at::cat(frames, 2);
}

void ImageVae::decode(const at::Tensor& z, const DecodeOptions& options, const FrameSink& sink) {
    expect_latents(z);
    decode_frames(denormalise(placed(z)), options,
                  [&](const at::Tensor& frame, std::int64_t index) {
                      sink(frame.to(at::kFloat).clamp(-1.0, 1.0), index);
                  });
}

const VaeEntry& flux_vae_entry() {
    static const VaeEntry entry = [] {
        VaeEntry row = image_entry();
        row.id = "flux-ae";
        row.family = "flux";
        row.accepts = is_flux;
        row.preview = flux_preview_matrix;
        return row;
    }();
    return entry;
}

const VaeEntry& sd15_vae_entry() {
    static const VaeEntry entry = [] {
        VaeEntry row = image_entry();
        row.id = "sd15-vae";
        row.family = "sd15";
        row.accepts = [](const tensor_io::WeightMap& weights) {
            return latent_channels(weights) == kSd15Channels;
        };
        row.preview = sd15_preview_matrix;
        return row;
    }();
    return entry;
}

}  // namespace plumbline::vae
