// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/denoiser.h"
#include "models/ops.h"
#include "models/wan/config.h"
#include "tensor_io/weight_scope.h"

#include <ATen/core/Tensor.h>

namespace plumbline::models::wan {

struct AttentionWeights {
    Linear q, k, v, o;
    at::Tensor norm_q, norm_k;  // [D]
};

/// Weights of one block; names as in the original checkpoint.
struct BlockWeights {
    at::Tensor modulation;  // [1, 6, D]
    AttentionWeights self_attn, cross_attn;
    Linear k_img, v_img;  // image-to-video only
    at::Tensor norm_k_img;
    at::Tensor norm3_weight, norm3_bias;  // [D] before cross-attention
    Linear ffn_in, ffn_out;
};

[[nodiscard]] BlockWeights take_block(const tensor_io::WeightScope& scope, const Config& config);

/// Block `index`. x: [B, L, D] → [B, L, D], a new tensor. Source: Wan 2.1 attention block (engine
/// specification 3.1, point 7).
[[nodiscard]] at::Tensor run_block(const BlockWeights& weights,
                                   const Config& config,
                                   int index,
                                   const at::Tensor& x,
                                   const BlockContext& context);

}  // namespace plumbline::models::wan
