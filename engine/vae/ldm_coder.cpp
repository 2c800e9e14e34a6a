// SPDX-License-Identifier: GPL-3.0-or-later
#include "vae/ldm_coder.h"

#include "vae/layer_ops.h"

#include <ATen/ATen.h>

#include <utility>

namespace plumbline::vae::ldm {
namespace {

constexpr double kEpsilon = 1e-6;

at::Tensor normalised(const at::Tensor& x, const Norm& norm, std::int64_t groups) {
    return at::group_norm(x, groups, norm.weight, norm.bias, kEpsilon);
}

at::Tensor run_residual(const ResidualBlock& block, const at::Tensor& x, std::int64_t groups) {
    at::Tensor y = block.conv1.run(activate(normalised(x, block.norm1, groups)));
    y = block.conv2.run(activate(normalised(y, block.norm2, groups)));
    return plus(std::move(y), block.shortcut.weight.defined() ? block.shortcut.run(x) : x);
}

/// Frame by frame, so that no mask and no matrix of all positions by all positions is needed.
at::Tensor attend_causally(const at::Tensor& q,
                           const at::Tensor& k,
                           const at::Tensor& v,
                           std::int64_t frames) {
    const std::int64_t positions = q.size(1) / frames;
    std::vector<at::Tensor> mixed;
    for (std::int64_t end = positions; end <= q.size(1); end += positions) {
        mixed.push_back(attend(q.narrow(1, end - positions, positions), k.narrow(1, 0, end),
                               v.narrow(1, 0, end)));
    }
    return at::cat(mixed, 1);
}

at::Tensor run_attention(const AttentionBlock& block, const at::Tensor& x, std::int64_t groups) {
    const at::Tensor tokens = normalised(x, block.norm, groups).flatten(2).transpose(1, 2);
    const at::Tensor q = models::linear(tokens, block.q), k = models::linear(tokens, block.k),
                     v = models::linear(tokens, block.v);
    const at::Tensor mixed = x.dim() == 5 ? attend_causally(q, k, v, x.size(2)) : attend(q, k, v);
    return x + models::linear(mixed, block.out).transpose(1, 2).reshape(x.sizes());
}

/// Every pixel repeated in space, and every frame but the first in time. [B, C, T, H, W].
at::Tensor enlarged(const at::Tensor& x, std::int64_t time_factor) {
    const std::int64_t later = x.size(2) - 1, height = 2 * x.size(3), width = 2 * x.size(4);
    const auto enlarge = [&](const at::Tensor& frames, std::int64_t count) {
        return at::upsample_nearest3d(frames, {count, height, width}, std::nullopt, std::nullopt,
                                      std::nullopt);
    };
    if (time_factor == 1) return enlarge(x, x.size(2));
    at::Tensor first = enlarge(x.narrow(2, 0, 1), 1);
    if (later == 0) return first;
    return at::cat({first, enlarge(x.narrow(2, 1, later), later * time_factor)}, 2);
}

at::Tensor run_resampler(const Resampler& layer, const at::Tensor& x) {
    const Convolution& conv = layer.conv;
    if (x.dim() == 4)
        return layer.up ? doubled(x, conv.weight, conv.bias) : halved(x, conv.weight, conv.bias);
    if (layer.up) return conv.run(enlarged(x, layer.time_factor));
    return conv.run(x, {layer.time_factor, 2, 2});
}

at::Tensor run_layer(const Layer& layer, const at::Tensor& x, std::int64_t groups) {
    if (const auto* residual = std::get_if<ResidualBlock>(&layer))
        return run_residual(*residual, x, groups);
    if (const auto* attention = std::get_if<AttentionBlock>(&layer))
        return run_attention(*attention, x, groups);
    return run_resampler(std::get<Resampler>(layer), x);
}

}  // namespace

at::Tensor Convolution::run(at::Tensor x, const std::vector<std::int64_t>& strides) const {
    const std::int64_t side = weight.size(-1) / 2;
    if (x.dim() == 4) return at::conv2d(x, weight, bias, 1, side);
    const std::vector<std::int64_t> steps =
        strides.empty() ? std::vector<std::int64_t>{1, 1, 1} : strides;
    if (weight.size(2) == 1) return at::conv3d(x, weight, bias, steps);
    const at::Tensor padded =
        at::replication_pad3d(x, {side, side, side, side, weight.size(2) - 1, 0});
    x.reset();  // gone before the convolution's own come
    return at::conv3d(padded, weight, bias, steps);
}

at::Tensor Coder::run(const at::Tensor& x,
                      std::int64_t groups,
                      const Checkpoint& checkpoint) const {
    at::Tensor y = conv_in.run(x);
    for (const Layer& layer : layers) {
        checkpoint();
        y = run_layer(layer, y, groups);
    }
    checkpoint();
    return conv_out.run(activate(normalised(y, norm_out, groups)));
}

}  // namespace plumbline::vae::ldm
