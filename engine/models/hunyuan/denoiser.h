// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/dual_stream_denoiser.h"
#include "models/hunyuan/config.h"
#include "models/hunyuan/token_refiner.h"

namespace plumbline::models::hunyuan {

/// HunyuanVideo, text-to-video. Padded text is left out in prepare(), so no attention has a mask.
class HunyuanDenoiser final : public DualStreamDenoiser {
public:
    /// weights: canonical names (canonical_names()); every tensor must be used. Throws
    /// Error{Input}.
    HunyuanDenoiser(const tensor_io::WeightMap& weights,
                    const Config& config,
                    const tensor_io::Placement& placement);

    [[nodiscard]] Conditioning prepare(const Conditioning& conditioning) override;

private:
    [[nodiscard]] Streams embed_at(const at::Tensor& latents,
                                   const at::Tensor& sinusoid,
                                   const Conditioning& conditioning,
                                   BlockContext& context) override;
    HunyuanDenoiser(const tensor_io::WeightScope& scope, const Config& config);

    std::int64_t text_dim_;
    TokenRefiner refiner_;
};

}  // namespace plumbline::models::hunyuan
