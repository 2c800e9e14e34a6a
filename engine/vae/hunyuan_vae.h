// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "vae/ldm_vae.h"

namespace plumbline::vae {

/// HunyuanVideo's causal 3-D autoencoder: 16 channels, 8× in space, 4× in time. Its middle block
/// looks at all earlier frames, so windows of time (Tiling::window) bound its memory.
/// Source: engine specification 4.2.
class HunyuanVae final : public LdmVae {
public:
    /// weights: canonical names (ldm::canonical_names), every one must be used. Throws
    /// Error{Input}.
    HunyuanVae(const tensor_io::WeightMap& weights,
               const VaeHints& hints,
               const tensor_io::Placement& placement);

    void decode(const at::Tensor& z, const DecodeOptions& options, const FrameSink& sink) override;
    [[nodiscard]] at::Tensor posterior_mean(const at::Tensor& pixels,
                                            const DecodeOptions& options) const override;
    [[nodiscard]] at::Tensor decode_raw(const at::Tensor& latents,
                                        const DecodeOptions& options) const override;
    [[nodiscard]] std::int64_t frames_of(std::int64_t latent_frames) const override {
        return (latent_frames - 1) * 4 + 1;
    }
    [[nodiscard]] Tiling usual_tiling() const override { return {.enabled = true}; }

private:
    void decode_windows(const at::Tensor& latents,
                        const DecodeOptions& options,
                        const FrameSink& sink) const;
};

[[nodiscard]] const VaeEntry& hunyuan_vae_entry();

}  // namespace plumbline::vae
