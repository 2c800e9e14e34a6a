// SPDX-License-Identifier: GPL-3.0-or-later
#include "vae/wan_vae.h"

#include "base/check.h"
#include "vae/preview.h"
#include "vae/tiling.h"

#include <ATen/ATen.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace plumbline::vae {
namespace {

using wan::Resampling;

constexpr std::int64_t kLatentChannels = 16;

/// One entry of the flat list of layers under encoder.downsamples or decoder.upsamples.
struct LayerPlan {
    bool residual = true;
    std::int64_t in = 0, out = 0;
    Resampling kind = Resampling::Down2d;
};

/// Widths 1, 2, 4, 4 × base; two residual blocks a level.
std::vector<LayerPlan> encoder_plan(std::int64_t base) {
    const auto down = [](Resampling kind, std::int64_t dim) {
        return LayerPlan{.residual = false, .in = dim, .out = dim, .kind = kind};
    };
    const auto block = [](std::int64_t in, std::int64_t out) {
        return LayerPlan{.in = in, .out = out};
    };
    const std::int64_t b = base;
    return {block(b, b),         block(b, b),         down(Resampling::Down2d, b),
            block(b, 2 * b),     block(2 * b, 2 * b), down(Resampling::Down3d, 2 * b),
            block(2 * b, 4 * b), block(4 * b, 4 * b), down(Resampling::Down3d, 4 * b),
            block(4 * b, 4 * b), block(4 * b, 4 * b)};
}

/// Three residual blocks a level; every upsampler halves the width.
std::vector<LayerPlan> decoder_plan(std::int64_t base) {
    const auto up = [](Resampling kind, std::int64_t dim) {
        return LayerPlan{.residual = false, .in = dim, .out = dim / 2, .kind = kind};
    };
    const auto block = [](std::int64_t in, std::int64_t out) {
        return LayerPlan{.in = in, .out = out};
    };
    const std::int64_t b = base;
    return {
        block(4 * b, 4 * b), block(4 * b, 4 * b), block(4 * b, 4 * b), up(Resampling::Up3d, 4 * b),
        block(2 * b, 4 * b), block(4 * b, 4 * b), block(4 * b, 4 * b), up(Resampling::Up3d, 4 * b),
        block(2 * b, 2 * b), block(2 * b, 2 * b), block(2 * b, 2 * b), up(Resampling::Up2d, 2 * b),
        block(b, b),         block(b, b),         block(b, b)};
}

void take_plan(const tensor_io::WeightScope& scope,
               const std::vector<LayerPlan>& plan,
               std::vector<wan::Layer>& layers) {
    for (std::size_t i = 0; i < plan.size(); ++i) {
        if (plan[i].residual) {
            layers.emplace_back(wan::take_residual(scope[i], plan[i].in, plan[i].out));
        } else {
            layers.emplace_back(wan::take_resample(scope[i], plan[i].kind, plan[i].in));
        }
    }
}

void take_middle(const tensor_io::WeightScope& scope,
                 std::int64_t dim,
                 std::vector<wan::Layer>& layers) {
    layers.emplace_back(wan::take_residual(scope["0"], dim, dim));
    layers.emplace_back(wan::take_attention(scope["1"], dim));
    layers.emplace_back(wan::take_residual(scope["2"], dim, dim));
}

wan::Network take_encoder(const tensor_io::WeightScope& scope, std::int64_t base) {
    wan::Network network;
    network.conv_in = wan::take_conv(scope["conv1"], base, 3, 3, 3, 3);
    take_plan(scope["downsamples"], encoder_plan(base), network.layers);
    take_middle(scope["middle"], 4 * base, network.layers);
    network.head_gamma = scope.tensor("head.0.gamma", {4 * base, 1, 1, 1});
    network.conv_out = wan::take_conv(scope["head"]["2"], 2 * kLatentChannels, 4 * base, 3, 3, 3);
    return network;
}

wan::Network take_decoder(const tensor_io::WeightScope& scope, std::int64_t base) {
    wan::Network network;
    network.conv_in = wan::take_conv(scope["conv1"], 4 * base, kLatentChannels, 3, 3, 3);
    take_middle(scope["middle"], 4 * base, network.layers);
    take_plan(scope["upsamples"], decoder_plan(base), network.layers);
    network.head_gamma = scope.tensor("head.0.gamma", {base, 1, 1, 1});
    network.conv_out = wan::take_conv(scope["head"]["2"], 3, base, 3, 3, 3);
    return network;
}

std::int64_t base_width(const tensor_io::WeightMap& weights) {
    const std::vector<std::int64_t>& shape = weights.entry("encoder.conv1.weight").shape;
    const std::vector<std::int64_t>& latent = weights.entry("conv2.weight").shape;
    if (weights.contains("decoder.upsamples.0.upsamples.0.residual.0.gamma") || shape.size() != 5 ||
        latent.empty() || latent[0] != kLatentChannels) {
        throw Error(ErrorKind::Input,
                    fmt::format("{} is not a Wan 2.1 autoencoder", weights.origin),
                    "Wan 2.2's autoencoder has another form; use the one of Wan 2.1");
    }
    return shape[0];
}

at::Tensor channel_constants(const std::array<double, 16>& values,
                             const tensor_io::Placement& placement) {
    return at::tensor(std::vector<double>(values.begin(), values.end()),
                      at::TensorOptions().dtype(at::kDouble))
        .view({1, kLatentChannels, 1, 1, 1})
        .to(placement.device, placement.dtype);
}

}  // namespace

WanVae::WanVae(const tensor_io::WeightMap& weights, const tensor_io::Placement& placement)
    : placement_(placement) {
    const std::int64_t base = base_width(weights);
    const tensor_io::WeightScope scope(weights, placement);
    encoder_ = take_encoder(scope["encoder"], base);
    decoder_ = take_decoder(scope["decoder"], base);
    quant_ = wan::take_conv(scope["conv1"], 2 * kLatentChannels, 2 * kLatentChannels, 1, 1, 1);
    post_quant_ = wan::take_conv(scope["conv2"], kLatentChannels, kLatentChannels, 1, 1, 1);
    scope.expect_all_taken("Wan 2.1 autoencoder");
    mean_ = channel_constants(kWanLatentMean, placement);
    std_ = channel_constants(kWanLatentStd, placement);
    weight_bytes_ = scope.taken_bytes();
}

at::Tensor WanVae::normalise(const at::Tensor& mean) const {
    return (mean - mean_) / std_;
}
at::Tensor WanVae::denormalise(const at::Tensor& z) const {
    return z * std_ + mean_;
}

at::Tensor WanVae::posterior(const at::Tensor& pixels, const DecodeOptions& options) const {
    const std::int64_t frames = pixels.size(2);
    PLUMBLINE_CHECK(pixels.dim() == 5 && frames % 4 == 1, "pixels must be [B, 3, 4n+1, H, W]");
    wan::FeatureCache cache;
    std::vector<at::Tensor> parts{encoder_.run(pixels.narrow(2, 0, 1), cache, options.checkpoint)};
    const std::int64_t chunk = 4 * std::max(1, options.latents_per_chunk);
    for (std::int64_t start = 1; start < frames; start += chunk) {
        options.checkpoint();
        parts.push_back(encoder_.run(pixels.narrow(2, start, std::min(chunk, frames - start)),
                                     cache, options.checkpoint));
    }
    wan::FeatureCache none;
    return quant_.run(at::cat(parts, 2), none);
}

at::Tensor WanVae::posterior_mean(const at::Tensor& pixels, const DecodeOptions& options) const {
    return posterior(pixels, options).narrow(1, 0, kLatentChannels);
}

at::Tensor WanVae::encode(const at::Tensor& pixels, const DecodeOptions& options) {
    const at::Tensor input = pixels.to(placement_.device, placement_.dtype);
    const at::Tensor mean = encode_in_tiles(
        input, options, [&](const at::Tensor& piece) { return posterior_mean(piece, options); });
    return normalise(mean).to(at::kFloat);
}

void WanVae::decode_chunks(const at::Tensor& latents,
                           const DecodeOptions& options,
                           const FrameSink& sink) const {
    wan::FeatureCache cache, none;
    const at::Tensor x = post_quant_.run(latents, none);
    std::int64_t frame = 0;
    for (std::int64_t start = 0; start < x.size(2);) {
        options.checkpoint();
        // The first latent is a chunk of its own; after it any size gives the same frames.
        const std::int64_t size =
            start == 0
                ? 1
                : std::min<std::int64_t>(std::max(1, options.latents_per_chunk), x.size(2) - start);
        const at::Tensor frames = decoder_.run(x.narrow(2, start, size), cache, options.checkpoint);
        sink(frames, frame);
        frame += frames.size(2);
        start += size;
    }
}

at::Tensor WanVae::decode_raw(const at::Tensor& latents, const DecodeOptions& options) const {
    std::vector<at::Tensor> parts;
    decode_chunks(latents, options,
                  [&](const at::Tensor& frames, std::int64_t) { parts.push_back(frames); });
    return at::cat(parts, 2);
}

void WanVae::decode(const at::Tensor& z, const DecodeOptions& options, const FrameSink& sink) {
    PLUMBLINE_CHECK(z.dim() == 5 && z.size(1) == kLatentChannels,
                    "latents must be [B, 16, T, h, w]");
    const at::Tensor latents = denormalise(z.to(placement_.device, placement_.dtype));
    const bool fits = std::max(z.size(3), z.size(4)) * kSpatialScale <= options.tiling.tile;
    if (options.tiling.enabled && !fits) {
        // Every tile decodes the whole clip with its own cache, so frames leave only at the end.
        const at::Tensor whole = decode_in_tiles(
            latents, options, [&](const at::Tensor& piece) { return decode_raw(piece, options); });
        sink(whole.to(at::kFloat).clamp(-1.0, 1.0), 0);
        return;
    }
    decode_chunks(latents, options, [&](const at::Tensor& frames, std::int64_t first) {
        sink(frames.to(at::kFloat).clamp(-1.0, 1.0), first);
    });
}

std::vector<std::pair<std::string, std::vector<std::int64_t>>> wan_vae_parameters(
    std::int64_t base) {
    std::vector<std::pair<std::string, std::vector<std::int64_t>>> list;
    const auto conv = [&](const std::string& name, std::vector<std::int64_t> shape) {
        list.emplace_back(name + ".weight", shape);
        list.emplace_back(name + ".bias", std::vector<std::int64_t>{shape[0]});
    };
    const auto residual = [&](const std::string& name, std::int64_t in, std::int64_t out) {
        list.emplace_back(name + ".residual.0.gamma", std::vector<std::int64_t>{in, 1, 1, 1});
        conv(name + ".residual.2", {out, in, 3, 3, 3});
        list.emplace_back(name + ".residual.3.gamma", std::vector<std::int64_t>{out, 1, 1, 1});
        conv(name + ".residual.6", {out, out, 3, 3, 3});
        if (in != out) conv(name + ".shortcut", {out, in, 1, 1, 1});
    };
    const auto layers = [&](const std::string& name, const std::vector<LayerPlan>& plan) {
        for (std::size_t i = 0; i < plan.size(); ++i) {
            const std::string place = fmt::format("{}.{}", name, i);
            const LayerPlan& layer = plan[i];
            if (layer.residual) {
                residual(place, layer.in, layer.out);
                continue;
            }
            conv(place + ".resample.1", {layer.out, layer.in, 3, 3});
            if (layer.kind == Resampling::Up3d)
                conv(place + ".time_conv", {2 * layer.in, layer.in, 3, 1, 1});
            if (layer.kind == Resampling::Down3d)
                conv(place + ".time_conv", {layer.in, layer.in, 3, 1, 1});
        }
    };
    const auto middle = [&](const std::string& name) {
        residual(name + ".0", 4 * base, 4 * base);
        list.emplace_back(name + ".1.norm.gamma", std::vector<std::int64_t>{4 * base, 1, 1});
        conv(name + ".1.to_qkv", {12 * base, 4 * base, 1, 1});
        conv(name + ".1.proj", {4 * base, 4 * base, 1, 1});
        residual(name + ".2", 4 * base, 4 * base);
    };
    conv("encoder.conv1", {base, 3, 3, 3, 3});
    layers("encoder.downsamples", encoder_plan(base));
    middle("encoder.middle");
    list.emplace_back("encoder.head.0.gamma", std::vector<std::int64_t>{4 * base, 1, 1, 1});
    conv("encoder.head.2", {2 * kLatentChannels, 4 * base, 3, 3, 3});
    conv("conv1", {2 * kLatentChannels, 2 * kLatentChannels, 1, 1, 1});
    conv("conv2", {kLatentChannels, kLatentChannels, 1, 1, 1});
    conv("decoder.conv1", {4 * base, kLatentChannels, 3, 3, 3});
    middle("decoder.middle");
    layers("decoder.upsamples", decoder_plan(base));
    list.emplace_back("decoder.head.0.gamma", std::vector<std::int64_t>{base, 1, 1, 1});
    conv("decoder.head.2", {3, base, 3, 3, 3});
    return list;
}

const VaeEntry& wan_vae_entry() {
    static const VaeEntry entry{
        .id = "wan-vae",
        .family = "wan",
        .accepts = is_wan_vae,
        .canonical = canonical_wan_vae_names,
        .facts =
            [](const tensor_io::WeightMap& canonical) {
                return fmt::format("base width {}", base_width(canonical));
            },
        .parameters =
            [](const tensor_io::WeightMap& canonical) {
                return wan_vae_parameters(base_width(canonical));
            },
        .latent_channels = [](const tensor_io::WeightMap&) { return kLatentChannels; },
        .open = [](const tensor_io::WeightMap& canonical, const VaeHints&,
                   const tensor_io::Placement& placement) -> std::unique_ptr<Vae> {
            return std::make_unique<WanVae>(canonical, placement);
        },
        .preview = wan_preview_matrix};
    return entry;
}

}  // namespace plumbline::vae
