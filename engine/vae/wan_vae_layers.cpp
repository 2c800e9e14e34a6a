// SPDX-License-Identifier: GPL-3.0-or-later
#include "vae/wan_vae_layers.h"

#include "base/check.h"
#include "vae/layer_ops.h"

#include <ATen/ATen.h>

#include <cmath>
#include <utility>

namespace plumbline::vae::wan {
namespace {

at::Tensor run_residual(const ResidualBlock& block, const at::Tensor& x, FeatureCache& cache) {
    at::Tensor y = block.conv_in.run(activate(channel_norm(x, block.gamma_in)), cache);
    y = block.conv_out.run(activate(channel_norm(y, block.gamma_out)), cache);
    return plus(std::move(y), block.shortcut.weight.defined() ? block.shortcut.run(x, cache) : x);
}

at::Tensor run_attention(const AttentionBlock& block, const at::Tensor& x) {
    const std::int64_t batch = x.size(0), channels = x.size(1), height = x.size(3),
                       width = x.size(4);
    const at::Tensor frames = frames_as_batch(channel_norm(x, block.gamma));
    const std::vector<at::Tensor> qkv =
        at::conv2d(frames, block.qkv_weight, block.qkv_bias).flatten(2).transpose(1, 2).chunk(3, 2);
    const at::Tensor mixed = attend(qkv[0], qkv[1], qkv[2]);
    const at::Tensor picture =
        mixed.transpose(1, 2).reshape({frames.size(0), channels, height, width});
    return x + batch_as_frames(at::conv2d(picture, block.out_weight, block.out_bias), batch);
}

at::Tensor spatial_up(const Resample& layer, const at::Tensor& x) {
    return batch_as_frames(doubled(frames_as_batch(x), layer.weight, layer.bias), x.size(0));
}

at::Tensor spatial_down(const Resample& layer, const at::Tensor& x) {
    return batch_as_frames(halved(frames_as_batch(x), layer.weight, layer.bias), x.size(0));
}

/// Doubles the frames. The first frame of a clip passes, and is no part of the later ones' history.
at::Tensor time_up(const Resample& layer, const at::Tensor& x, FeatureCache& cache) {
    FeatureCache::Slot& slot = cache.claim();
    if (!slot.started) {
        PLUMBLINE_CHECK(x.size(2) == 1, "the first chunk must be one latent, it is {}", x.size(2));
        slot.started = true;
        static_cast<void>(cache.claim());  // the convolution's own slot stays empty: zero history
        return x;
    }
    const at::Tensor pairs =
        layer.time_conv.run(x, cache);  // [B, 2C, T, H, W]: even frames, then odd ones
    return at::stack(pairs.chunk(2, 1), 3).flatten(2, 3);
}

/// Halves the frames. The first frame of a clip passes; windows of three start at every second
/// frame.
at::Tensor time_down(const Resample& layer, const at::Tensor& x, FeatureCache& cache) {
    FeatureCache::Slot& slot = cache.claim();
    const at::Tensor last = x.narrow(2, x.size(2) - 1, 1);
    if (!slot.started) {
        PLUMBLINE_CHECK(x.size(2) == 1, "the first chunk must be one frame, it is {}", x.size(2));
        slot.started = true;
        slot.frames = last;
        return x;
    }
    const at::Tensor window = at::cat({slot.frames, x}, 2);
    slot.frames = last;
    return at::conv3d(window, layer.time_conv.weight, layer.time_conv.bias, {2, 1, 1});
}

at::Tensor run_resample(const Resample& layer, const at::Tensor& x, FeatureCache& cache) {
    switch (layer.kind) {
        case Resampling::Down2d: return spatial_down(layer, x);
        case Resampling::Down3d: return time_down(layer, spatial_down(layer, x), cache);
        case Resampling::Up2d: return spatial_up(layer, x);
        case Resampling::Up3d: return spatial_up(layer, time_up(layer, x, cache));
    }
    throw InternalError("unknown resampling");
}

}  // namespace

FeatureCache::Slot& FeatureCache::claim() {
    if (next_ == slots_.size()) slots_.emplace_back();
    return slots_[next_++];
}

at::Tensor CausalConv::run(at::Tensor x, FeatureCache& cache) const {
    const std::int64_t history = weight.size(2) - 1;
    const std::int64_t pad_h = weight.size(3) / 2, pad_w = weight.size(4) / 2;
    if (history == 0) return at::conv3d(x, weight, bias, 1, {0, pad_h, pad_w});
    FeatureCache::Slot& slot = cache.claim();
    const std::int64_t frames = x.size(2);
    at::Tensor window = slot.frames.defined() ? at::cat({slot.frames, x}, 2) : x;
    // Among the largest tensors of a decode: gone before the convolution's own come.
    x.reset();
    const std::int64_t missing = history + frames - window.size(2);
    const std::int64_t kept = std::min(history, window.size(2));
    // A copy: a view would keep the whole window alive until the next chunk.
    const at::Tensor tail = window.narrow(2, window.size(2) - kept, kept).clone();
    if (missing > 0) window = at::constant_pad_nd(window, {0, 0, 0, 0, missing, 0});
    slot.frames = tail;
    return at::conv3d(window, weight, bias, 1, {0, pad_h, pad_w});
}

CausalConv take_conv(const tensor_io::WeightScope& scope,
                     std::int64_t out,
                     std::int64_t in,
                     std::int64_t kt,
                     std::int64_t kh,
                     std::int64_t kw) {
    return {.weight = scope.tensor("weight", {out, in, kt, kh, kw}),
            .bias = scope.tensor("bias", {out})};
}

at::Tensor channel_norm(const at::Tensor& x, const at::Tensor& gamma) {
    const double root = std::sqrt(static_cast<double>(x.size(1)));
    // 1 / max(|x|, 1e-12), written with a plain sum, which is vectorised over the positions; in
    // f32, because squares leave the range of half precision on both sides.
    const at::Tensor wide = x.to(at::kFloat);
    const at::Tensor inverse = at::rsqrt(wide.square().sum(1, true).clamp_min(1e-24));
    // gamma is [C, 1, 1, 1] or [C, 1, 1] in the files.
    return times((wide * inverse).to(x.scalar_type()), gamma.view({1, -1, 1, 1, 1}) * root);
}

ResidualBlock take_residual(const tensor_io::WeightScope& scope,
                            std::int64_t in,
                            std::int64_t out) {
    const tensor_io::WeightScope residual = scope["residual"];
    ResidualBlock block{.gamma_in = residual.tensor("0.gamma", {in, 1, 1, 1}),
                        .gamma_out = residual.tensor("3.gamma", {out, 1, 1, 1}),
                        .conv_in = take_conv(residual["2"], out, in, 3, 3, 3),
                        .conv_out = take_conv(residual["6"], out, out, 3, 3, 3),
                        .shortcut = {}};
    if (in != out) block.shortcut = take_conv(scope["shortcut"], out, in, 1, 1, 1);
    return block;
}

AttentionBlock take_attention(const tensor_io::WeightScope& scope, std::int64_t dim) {
    return {.gamma = scope.tensor("norm.gamma", {dim, 1, 1}),
            .qkv_weight = scope.tensor("to_qkv.weight", {3 * dim, dim, 1, 1}),
            .qkv_bias = scope.tensor("to_qkv.bias", {3 * dim}),
            .out_weight = scope.tensor("proj.weight", {dim, dim, 1, 1}),
            .out_bias = scope.tensor("proj.bias", {dim})};
}

Resample take_resample(const tensor_io::WeightScope& scope, Resampling kind, std::int64_t dim) {
    const bool up = kind == Resampling::Up2d || kind == Resampling::Up3d;
    const std::int64_t out = up ? dim / 2 : dim;
    Resample layer{.kind = kind,
                   .weight = scope.tensor("resample.1.weight", {out, dim, 3, 3}),
                   .bias = scope.tensor("resample.1.bias", {out}),
                   .time_conv = {}};
    if (kind == Resampling::Up3d)
        layer.time_conv = take_conv(scope["time_conv"], 2 * dim, dim, 3, 1, 1);
    if (kind == Resampling::Down3d)
        layer.time_conv = take_conv(scope["time_conv"], dim, dim, 3, 1, 1);
    return layer;
}

at::Tensor run(const Layer& layer, const at::Tensor& x, FeatureCache& cache) {
    if (const auto* residual = std::get_if<ResidualBlock>(&layer))
        return run_residual(*residual, x, cache);
    if (const auto* attention = std::get_if<AttentionBlock>(&layer))
        return run_attention(*attention, x);
    return run_resample(std::get<Resample>(layer), x, cache);
}

at::Tensor Network::run(const at::Tensor& x,
                        FeatureCache& cache,
                        const Checkpoint& checkpoint) const {
    cache.begin_chunk();
    at::Tensor y = conv_in.run(x, cache);
    for (const Layer& layer : layers) {
        checkpoint();
        y = wan::run(layer, y, cache);
    }
    return conv_out.run(activate(channel_norm(y, head_gamma)), cache);
}

}  // namespace plumbline::vae::wan
