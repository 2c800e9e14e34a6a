// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/ops.h"
#include "models/unet/config.h"
#include "tensor_io/weight_scope.h"

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string_view>

namespace plumbline::models::unet {

/// Weight and bias of a norm, [C] each, or of a convolution, [out, in, k, k] and [out].
struct Affine {
    at::Tensor weight, bias;
};

/// Two convolutions with the time between them, added to their input.
struct ResnetWeights {
    Affine norm_in, conv_in;
    Linear time;
    Affine norm_out, conv_out;
    Affine shortcut;  // 1×1; undefined where the channels stay
};

struct AttentionWeights {
    Linear q, k, v, out;
};

/// Self-attention, attention to the text and a feed-forward, over the pixels as tokens.
struct TransformerWeights {
    Affine norm;
    Linear proj_in, proj_out;  // stored as 1×1 convolutions
    Affine self_norm, text_norm, feed_forward_norm;
    AttentionWeights self, text;
    Linear feed_forward_in, feed_forward_out;
};

/// Takes "<name>.weight" [out, in, size, size] and "<name>.bias".
[[nodiscard]] Affine take_conv(const tensor_io::WeightScope& scope,
                               std::string_view name,
                               std::int64_t out,
                               std::int64_t in,
                               std::int64_t size);
[[nodiscard]] Affine take_norm(const tensor_io::WeightScope& scope,
                               std::string_view name,
                               std::int64_t channels);
[[nodiscard]] ResnetWeights take_resnet(const tensor_io::WeightScope& scope,
                                        std::int64_t in,
                                        std::int64_t out,
                                        const Config& config);
[[nodiscard]] TransformerWeights take_transformer(const tensor_io::WeightScope& scope,
                                                  std::int64_t width,
                                                  const Config& config);

/// 3×3 with a border of zeros. x: [B, in, h, w].
[[nodiscard]] at::Tensor conv(const at::Tensor& x, const Affine& layer, std::int64_t stride = 1);
/// SiLU of the group norm (eps 1e-5). x: [B, C, h, w].
[[nodiscard]] at::Tensor norm_silu(const at::Tensor& x, const Affine& norm, std::int64_t groups);
/// x: [B, in, h, w] → [B, out, h, w]. time: SiLU of the time embedding, [1 or B, time_dim].
[[nodiscard]] at::Tensor resnet(const ResnetWeights& weights,
                                const Config& config,
                                const at::Tensor& x,
                                const at::Tensor& time);
/// x: [B, C, h, w] → the same shape. text: [B, rows, text_dim].
[[nodiscard]] at::Tensor transformer(const TransformerWeights& weights,
                                     const Config& config,
                                     const at::Tensor& x,
                                     const at::Tensor& text);

}  // namespace plumbline::models::unet
