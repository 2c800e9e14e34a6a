// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/dual_stream_denoiser.h"
#include "models/hunyuan/config.h"
#include "models/ops.h"
#include "tensor_io/weight_scope.h"

#include <ATen/core/Tensor.h>

#include <vector>

namespace plumbline::models::hunyuan {

struct RefinerBlock {
    at::Tensor norm1_weight, norm1_bias, norm2_weight, norm2_bias;  // [D]
    Linear qkv, proj, mlp_in, mlp_out;
    Linear gates;  // [2 · D, D]
};

/// Turns states of the language model into text tokens, anew at every step because its gates depend
/// on the time. Only real rows enter, so there is no mask. Source: engine specification 3.3,
/// point 3.
class TokenRefiner {
public:
    TokenRefiner() = default;
    /// scope: "txt_in".
    TokenRefiner(const tensor_io::WeightScope& scope, const Config& config);

    /// The part that is the same at every step: states [B, l, text_dim] → tokens [B, l, D].
    [[nodiscard]] at::Tensor enter(const at::Tensor& states) const;
    /// And what their mean adds to the time embedding: [B, D].
    [[nodiscard]] at::Tensor pooled(const at::Tensor& states) const;
    /// tokens, pooled: of the two above; sinusoid: [1, freq_dim] of the timestep. → [B, l, D].
    [[nodiscard]] at::Tensor refine(const at::Tensor& tokens,
                                    const at::Tensor& pooled,
                                    const at::Tensor& sinusoid) const;

private:
    std::int64_t heads_ = 0;
    Linear input_;
    EmbedderWeights time_, context_;
    std::vector<RefinerBlock> blocks_;
};

}  // namespace plumbline::models::hunyuan
