// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/dual_stream_denoiser.h"
#include "models/flux/config.h"

namespace plumbline::models::flux {

/// Flux.1 dev and schnell. Latents are pictures, [B, 16, 1, h, w]; timesteps are 1000 · sigma.
class FluxDenoiser final : public DualStreamDenoiser {
public:
    /// weights: canonical names (canonical_names()); every tensor must be used. Throws
    /// Error{Input}.
    FluxDenoiser(const tensor_io::WeightMap& weights,
                 const Config& config,
                 const tensor_io::Placement& placement);

    [[nodiscard]] Conditioning prepare(const Conditioning& conditioning) override;

private:
    [[nodiscard]] Streams embed_at(const at::Tensor& latents,
                                   const at::Tensor& sinusoid,
                                   const Conditioning& conditioning,
                                   BlockContext& context) override;
    FluxDenoiser(const tensor_io::WeightScope& scope, const Config& config);

    std::int64_t text_dim_;
    Linear text_;
};

}  // namespace plumbline::models::flux
