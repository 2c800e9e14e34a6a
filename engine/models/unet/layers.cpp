// SPDX-License-Identifier: GPL-3.0-or-later
// Source: engine specification 3.5; the two eps of group norms differ there (trap 24).
// Images lie in memory channel by channel: with the channels innermost whole blocks were 1 to 10 %
// slower on the CPU, although pixels are then tokens without a copy.
#include "models/unet/layers.h"

#include <ATen/ATen.h>

namespace plumbline::models::unet {
namespace {

constexpr double kResnetEps = 1e-5;
constexpr double kTransformerEps = 1e-6;
constexpr double kLayerNormEps = 1e-5;

AttentionWeights take_attention(const tensor_io::WeightScope& scope,
                                std::int64_t width,
                                std::int64_t source) {
    return {.q = take_linear(scope, "to_q", width, width, /*bias=*/false),
            .k = take_linear(scope, "to_k", width, source, false),
            .v = take_linear(scope, "to_v", width, source, false),
            .out = take_linear(scope, "to_out.0", width, width)};
}

/// A 1×1 convolution as what it does to every pixel.
Linear take_pixelwise(const tensor_io::WeightScope& scope,
                      std::string_view name,
                      std::int64_t width) {
    const Affine conv = take_conv(scope, name, width, width, 1);
    return {.weight = conv.weight.reshape({width, width}), .bias = conv.bias};
}

at::Tensor layer_norm(const at::Tensor& x, const Affine& norm) {
    return at::layer_norm(x, {x.size(2)}, norm.weight, norm.bias, kLayerNormEps);
}

at::Tensor attend(const AttentionWeights& w,
                  std::int64_t heads,
                  const at::Tensor& x,
                  const at::Tensor& source) {
    return linear(
        attention(split_heads(linear(x, w.q), heads), split_heads(linear(source, w.k), heads),
                  split_heads(linear(source, w.v), heads)),
        w.out);
}

/// Gated by the GELU (erf) of the second half.
at::Tensor feed_forward(const TransformerWeights& w, const at::Tensor& x) {
    const std::vector<at::Tensor> halves = linear(x, w.feed_forward_in).chunk(2, 2);
    return linear(halves[0] * at::gelu(halves[1]), w.feed_forward_out);
}

}  // namespace

Affine take_conv(const tensor_io::WeightScope& scope,
                 std::string_view name,
                 std::int64_t out,
                 std::int64_t in,
                 std::int64_t size) {
    const tensor_io::WeightScope place = scope[name];
    return {.weight = place.tensor("weight", {out, in, size, size}),
            .bias = place.tensor("bias", {out})};
}

Affine take_norm(const tensor_io::WeightScope& scope,
                 std::string_view name,
                 std::int64_t channels) {
    const tensor_io::WeightScope place = scope[name];
    return {.weight = place.tensor("weight", {channels}), .bias = place.tensor("bias", {channels})};
}

ResnetWeights take_resnet(const tensor_io::WeightScope& scope,
                          std::int64_t in,
                          std::int64_t out,
                          const Config& config) {
    ResnetWeights resnet{.norm_in = take_norm(scope, "in_layers.0", in),
                         .conv_in = take_conv(scope, "in_layers.2", out, in, 3),
                         .time = take_linear(scope, "emb_layers.1", out, config.time_dim),
                         .norm_out = take_norm(scope, "out_layers.0", out),
                         .conv_out = take_conv(scope, "out_layers.3", out, out, 3),
                         .shortcut = {}};
    if (in != out) resnet.shortcut = take_conv(scope, "skip_connection", out, in, 1);
    return resnet;
}

TransformerWeights take_transformer(const tensor_io::WeightScope& scope,
                                    std::int64_t width,
                                    const Config& config) {
    const tensor_io::WeightScope layer = scope["transformer_blocks"][0];
    return {.norm = take_norm(scope, "norm", width),
            .proj_in = take_pixelwise(scope, "proj_in", width),
            .proj_out = take_pixelwise(scope, "proj_out", width),
            .self_norm = take_norm(layer, "norm1", width),
            .text_norm = take_norm(layer, "norm2", width),
            .feed_forward_norm = take_norm(layer, "norm3", width),
            .self = take_attention(layer["attn1"], width, width),
            .text = take_attention(layer["attn2"], width, config.text_dim),
            .feed_forward_in = take_linear(layer, "ff.net.0.proj", 8 * width, width),
            .feed_forward_out = take_linear(layer, "ff.net.2", width, 4 * width)};
}

at::Tensor conv(const at::Tensor& x, const Affine& layer, std::int64_t stride) {
    return at::conv2d(x, layer.weight, layer.bias, stride, /*padding=*/1);
}

at::Tensor norm_silu(const at::Tensor& x, const Affine& norm, std::int64_t groups) {
    return at::silu(at::group_norm(x, groups, norm.weight, norm.bias, kResnetEps));
}

at::Tensor resnet(const ResnetWeights& weights,
                  const Config& config,
                  const at::Tensor& x,
                  const at::Tensor& time) {
    const at::Tensor with_time =
        conv(norm_silu(x, weights.norm_in, config.groups), weights.conv_in) +
        linear(time, weights.time).unsqueeze(2).unsqueeze(3);
    const at::Tensor change =
        conv(norm_silu(with_time, weights.norm_out, config.groups), weights.conv_out);
    if (!weights.shortcut.weight.defined()) return change + x;
    return change + at::conv2d(x, weights.shortcut.weight, weights.shortcut.bias);
}

at::Tensor transformer(const TransformerWeights& weights,
                       const Config& config,
                       const at::Tensor& x,
                       const at::Tensor& text) {
    const at::Tensor normed =
        at::group_norm(x, config.groups, weights.norm.weight, weights.norm.bias, kTransformerEps);
    // [B, C, h, w] → [B, h·w, C].
    const at::Tensor tokens = linear(normed.permute({0, 2, 3, 1}).flatten(1, 2), weights.proj_in);
    const at::Tensor own = layer_norm(tokens, weights.self_norm);
    const at::Tensor after_self = tokens + attend(weights.self, config.heads, own, own);
    const at::Tensor after_text =
        after_self +
        attend(weights.text, config.heads, layer_norm(after_self, weights.text_norm), text);
    const at::Tensor after =
        after_text + feed_forward(weights, layer_norm(after_text, weights.feed_forward_norm));
    const at::Tensor change =
        linear(after, weights.proj_out).unflatten(1, {x.size(2), x.size(3)}).permute({0, 3, 1, 2});
    return x + change;
}

}  // namespace plumbline::models::unet
