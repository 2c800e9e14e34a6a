// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "vae/ldm_vae.h"

namespace plumbline::vae {

/// The autoencoder of pictures: that of Flux.1 (16 channels) and that of Stable Diffusion 1.5 (4
/// channels), 8× in space. Of clips every frame is a picture of its own.
/// Source: engine specification 4.3.
class ImageVae final : public LdmVae {
public:
    /// weights: canonical names (ldm::canonical_names), every one must be used; the number of
    /// latent channels tells which of the two it is. Throws Error{Input}.
    ImageVae(const tensor_io::WeightMap& weights,
             const VaeHints& hints,
             const tensor_io::Placement& placement);

    void decode(const at::Tensor& z, const DecodeOptions& options, const FrameSink& sink) override;
    [[nodiscard]] at::Tensor posterior_mean(const at::Tensor& pixels,
                                            const DecodeOptions& options) const override;
    [[nodiscard]] at::Tensor decode_raw(const at::Tensor& latents,
                                        const DecodeOptions& options) const override;
    [[nodiscard]] std::int64_t frames_of(std::int64_t latent_frames) const override {
        return latent_frames;
    }
    /// Off, but larger than a video's: one picture takes little memory.
    [[nodiscard]] Tiling usual_tiling() const override { return {.tile = 512, .stride = 384}; }

private:
    void decode_frames(const at::Tensor& latents,
                       const DecodeOptions& options,
                       const FrameSink& sink) const;
};

[[nodiscard]] const VaeEntry& flux_vae_entry();
[[nodiscard]] const VaeEntry& sd15_vae_entry();

}  // namespace plumbline::vae
