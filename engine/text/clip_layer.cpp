// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/clip_layer.h"

#include <ATen/ATen.h>

namespace plumbline::text {
namespace {

constexpr double kNormEpsilon = 1e-5;
constexpr double kQuickGeluSlope = 1.702;

at::Tensor activate(const at::Tensor& x, ClipActivation activation) {
    if (activation == ClipActivation::Gelu) return at::gelu(x);
    return x * at::sigmoid(x * kQuickGeluSlope);
}

at::Tensor attend(const ClipLayer& layer, const at::Tensor& x, const ClipLayerForm& form) {
    const auto split = [&](const StoredLinear& projection) {
        return apply(projection, x).unflatten(-1, {form.heads, -1}).transpose(1, 2);
    };
    const at::Tensor mixed = at::scaled_dot_product_attention(
        split(layer.q), split(layer.k), split(layer.v), {}, /*dropout_p=*/0.0, form.causal);
    return apply(layer.out, mixed.transpose(1, 2).flatten(2));
}

}  // namespace

ClipNorm take_clip_norm(const tensor_io::WeightScope& place, std::int64_t dim) {
    return {.weight = place.tensor("weight", {dim}), .bias = place.tensor("bias", {dim})};
}

at::Tensor apply(const ClipNorm& norm, const at::Tensor& x) {
    return at::layer_norm(x, {x.size(-1)}, norm.weight, norm.bias, kNormEpsilon);
}

ClipLayer take_clip_layer(const tensor_io::WeightMap& weights,
                          const tensor_io::WeightScope& place,
                          std::int64_t dim) {
    const auto attention = place["self_attn"];
    const auto mlp = place["mlp"];
    const auto width_shape = mlp["fc1"].shape("weight");
    const std::int64_t width = width_shape.empty() ? 0 : width_shape.front();
    const auto take = [&](const tensor_io::WeightScope& linear, std::int64_t out, std::int64_t in) {
        return take_stored_linear(weights, linear, out, in, Bias::Yes);
    };
    return {.norm1 = take_clip_norm(place["layer_norm1"], dim),
            .norm2 = take_clip_norm(place["layer_norm2"], dim),
            .q = take(attention["q_proj"], dim, dim),
            .k = take(attention["k_proj"], dim, dim),
            .v = take(attention["v_proj"], dim, dim),
            .out = take(attention["out_proj"], dim, dim),
            .fc1 = take(mlp["fc1"], width, dim),
            .fc2 = take(mlp["fc2"], dim, width)};
}

at::Tensor run_clip_layer(const ClipLayer& layer, const at::Tensor& x, const ClipLayerForm& form) {
    const at::Tensor mixed = x + attend(layer, apply(layer.norm1, x), form);
    const at::Tensor wide = apply(layer.fc1, apply(layer.norm2, mixed));
    return mixed + apply(layer.fc2, activate(wide, form.activation));
}

std::int64_t bytes_on(at::Device device, const ClipLayer& layer) {
    std::int64_t bytes = bytes_on(
        device, {&layer.norm1.weight, &layer.norm1.bias, &layer.norm2.weight, &layer.norm2.bias});
    for (const StoredLinear* linear :
         {&layer.q, &layer.k, &layer.v, &layer.out, &layer.fc1, &layer.fc2}) {
        bytes += bytes_on(device, {&linear->weight, &linear->bias});
    }
    return bytes;
}

}  // namespace plumbline::text
