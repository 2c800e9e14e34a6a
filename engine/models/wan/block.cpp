// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/wan/block.h"

#include "cuda/modulate.h"

#include <ATen/ATen.h>

namespace plumbline::models::wan {
namespace {

AttentionWeights take_attention(const tensor_io::WeightScope& scope, std::int64_t d) {
    return {.q = take_linear(scope, "q", d, d),
            .k = take_linear(scope, "k", d, d),
            .v = take_linear(scope, "v", d, d),
            .o = take_linear(scope, "o", d, d),
            .norm_q = scope.tensor("norm_q.weight", {d}),
            .norm_k = scope.tensor("norm_k.weight", {d})};
}

at::Tensor self_attention(const AttentionWeights& w,
                          const Config& config,
                          int index,
                          const at::Tensor& y,
                          const BlockContext& context) {
    const int heads = static_cast<int>(config.heads);
    const at::Tensor q = cuda::rms_norm_rope(linear(y, w.q), w.norm_q, config.eps, heads,
                                             context.rope_cos, context.rope_sin);
    const at::Tensor k = cuda::rms_norm_rope(linear(y, w.k), w.norm_k, config.eps, heads,
                                             context.rope_cos, context.rope_sin);
    const at::Tensor v = split_heads(linear(y, w.v), config.heads);
    if (context.hook != nullptr) {
        context.hook->saw({.block = index,
                           .queries = q,
                           .keys = k,
                           .first_image_token = 0,
                           .image_tokens = q.size(2)});
    }
    return linear(attention(q, k, v), w.o);
}

at::Tensor cross_attention(const BlockWeights& weights,
                           const Config& config,
                           const at::Tensor& z,
                           const BlockContext& context) {
    const AttentionWeights& w = weights.cross_attn;
    const int heads = static_cast<int>(config.heads);
    const at::Tensor q = cuda::rms_norm_rope(linear(z, w.q), w.norm_q, config.eps, heads, {}, {});
    const at::Tensor k =
        cuda::rms_norm_rope(linear(context.text, w.k), w.norm_k, config.eps, heads, {}, {});
    const at::Tensor v = split_heads(linear(context.text, w.v), config.heads);
    at::Tensor mixed = attention(q, k, v, context.text_bias);
    if (config.image_to_video()) {
        const at::Tensor k_img = cuda::rms_norm_rope(linear(context.image_text, weights.k_img),
                                                     weights.norm_k_img, config.eps, heads, {}, {});
        const at::Tensor v_img =
            split_heads(linear(context.image_text, weights.v_img), config.heads);
        mixed = mixed + attention(q, k_img, v_img);
    }
    return linear(mixed, w.o);
}

}  // namespace

BlockWeights take_block(const tensor_io::WeightScope& scope, const Config& config) {
    const std::int64_t d = config.dim;
    BlockWeights block{.modulation = scope.tensor("modulation", {1, 6, d}),
                       .self_attn = take_attention(scope["self_attn"], d),
                       .cross_attn = take_attention(scope["cross_attn"], d),
                       .k_img = {},
                       .v_img = {},
                       .norm_k_img = {},
                       .norm3_weight = scope.tensor("norm3.weight", {d}),
                       .norm3_bias = scope.tensor("norm3.bias", {d}),
                       .ffn_in = take_linear(scope, "ffn.0", config.ffn_dim, d),
                       .ffn_out = take_linear(scope, "ffn.2", d, config.ffn_dim)};
    if (config.image_to_video()) {
        block.k_img = take_linear(scope["cross_attn"], "k_img", d, d);
        block.v_img = take_linear(scope["cross_attn"], "v_img", d, d);
        block.norm_k_img = scope["cross_attn"].tensor("norm_k_img.weight", {d});
    }
    return block;
}

at::Tensor run_block(const BlockWeights& weights,
                     const Config& config,
                     int index,
                     const at::Tensor& x,
                     const BlockContext& context) {
    // Order: shift, scale, gate of attention, then of the MLP.
    const std::vector<at::Tensor> m = (weights.modulation + context.modulation).chunk(6, 1);
    const auto attend = [&] {
        const at::Tensor y = cuda::modulated_layer_norm(x, m[1], m[0], config.eps);
        return Attended{.image = self_attention(weights.self_attn, config, index, y, context),
                        .text = {}};
    };
    const at::Tensor after_self =
        cuda::gated_add(x, attended_by(context, index, attend).image, m[2]);
    const at::Tensor z = at::layer_norm(after_self, {config.dim}, weights.norm3_weight,
                                        weights.norm3_bias, config.eps);
    const at::Tensor after_cross = after_self + cross_attention(weights, config, z, context);
    const auto modulated = [&] {
        return cuda::modulated_layer_norm(after_cross, m[4], m[3], config.eps);
    };
    const auto mlp = [&](const at::Tensor& u) {
        return gelu_mlp(u, weights.ffn_in, weights.ffn_out);
    };
    return cuda::gated_add(after_cross, mlp_by(context, index, MlpTokens::Image, modulated, mlp),
                           m[5]);
}

}  // namespace plumbline::models::wan
