// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tensor_io/weight_scope.h"
#include "vae/ldm_coder.h"
#include "vae/registry.h"

#include <string_view>

namespace plumbline::vae {

/// What the autoencoders of latent diffusion have in common: the network, and latents that are one
/// scale and one shift away from the posterior mean.
class LdmVae : public Vae {
public:
    [[nodiscard]] at::Tensor encode(const at::Tensor& pixels,
                                    const DecodeOptions& options) override;
    /// (mean - shift) · scale, and its inverse.
    [[nodiscard]] at::Tensor normalise(const at::Tensor& mean) const override;
    [[nodiscard]] at::Tensor denormalise(const at::Tensor& z) const override;
    [[nodiscard]] std::int64_t weight_bytes() const override { return weight_bytes_; }

protected:
    struct Scaling {
        double scale = 1, shift = 0;
    };
    /// weights: canonical names, every one must be used. scaling: the family's own; hints stand
    /// before it. title: for messages. Throws Error{Input}.
    LdmVae(const tensor_io::WeightMap& weights,
           std::string_view title,
           Scaling scaling,
           const VaeHints& hints,
           const tensor_io::Placement& placement);

    /// Pictures or a clip at once → posterior mean.
    [[nodiscard]] at::Tensor run_encoder(const at::Tensor& pixels,
                                         const Checkpoint& checkpoint) const;
    /// Not normalised latents at once → pixels, not clamped.
    [[nodiscard]] at::Tensor run_decoder(const at::Tensor& latents,
                                         const Checkpoint& checkpoint) const;
    [[nodiscard]] at::Tensor placed(const at::Tensor& x) const;
    void expect_latents(const at::Tensor& z) const;

private:
    ldm::Plan plan_;
    ldm::Autoencoder network_;
    Scaling scaling_;
    std::int64_t groups_ = 32;
    tensor_io::Placement placement_;
    std::int64_t weight_bytes_ = 0;
};

/// "16 latent channels, widths 128, 256, 512, 512".
[[nodiscard]] std::string ldm_facts(const tensor_io::WeightMap& canonical);
[[nodiscard]] ParameterList ldm_parameters(const tensor_io::WeightMap& canonical);
[[nodiscard]] std::int64_t ldm_latent_channels(const tensor_io::WeightMap& canonical);

}  // namespace plumbline::vae
