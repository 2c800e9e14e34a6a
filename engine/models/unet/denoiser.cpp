// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/unet/denoiser.h"

#include "base/check.h"

#include <ATen/ATen.h>

#include <numeric>

namespace plumbline::models::unet {
namespace {

constexpr std::int64_t kPublishedSide = 64;  // of latents, for pictures of 512 × 512

}  // namespace

StackShape stack_shape(const Config& config) {
    StackShape shape;
    shape.cost = multiply_adds(config, kPublishedSide, kPublishedSide);
    shape.blocks = static_cast<int>(shape.cost.size());
    // Up to the first that halves, whose output no longer compares with the end of the stack.
    shape.probe_blocks = 1 + config.layers;
    const double total = std::accumulate(shape.cost.begin(), shape.cost.end(), 0.0);
    for (double& cost : shape.cost) cost /= total;
    return shape;
}

UnetDenoiser::UnetDenoiser(const tensor_io::WeightMap& weights,
                           const Config& config,
                           const tensor_io::Placement& placement)
    : config_(config), shape_(stack_shape(config)), placement_(placement) {
    const tensor_io::WeightScope scope(weights, placement);
    const std::int64_t first = config.levels.front().channels;
    time_in_ = take_linear(scope, "time_embed.0", config.time_dim, config.freq_dim);
    time_out_ = take_linear(scope, "time_embed.2", config.time_dim, config.time_dim);
    conv_in_ = take_conv(scope, "input_blocks.0.0", first, config.in_channels, 3);
    for (const BlockForm& form : block_forms(config))
        blocks_.push_back(take_block(scope, form, config));
    norm_out_ = take_norm(scope, "out.0", first);
    conv_out_ = take_conv(scope, "out.2", config.out_channels, first, 3);
    scope.expect_all_taken("the U-Net of Stable Diffusion 1.5");
    for (const auto& [name, shape] : parameters(config)) {
        weight_bytes_ += c10::multiply_integers(shape) *
                         static_cast<std::int64_t>(c10::elementSize(placement.dtype));
    }
}

Conditioning UnetDenoiser::prepare(const Conditioning& conditioning) {
    PLUMBLINE_CHECK(
        conditioning.context.dim() == 3 && conditioning.context.size(2) == config_.text_dim,
        "context must be [B, l, {}]", config_.text_dim);
    Conditioning result = conditioning;
    result.prepared = conditioning.context.to(placement_.device, placement_.dtype);
    return result;
}

Streams UnetDenoiser::embed(const at::Tensor& latents,
                            double t,
                            const Conditioning& conditioning,
                            BlockContext& context) {
    return embed_batch(latents, at::full({1}, t, at::TensorOptions().dtype(at::kDouble)),
                       conditioning, context);
}

Streams UnetDenoiser::embed_batch(const at::Tensor& latents,
                                  const at::Tensor& t,
                                  const Conditioning& conditioning,
                                  BlockContext& context) {
    PLUMBLINE_CHECK(conditioning.prepared.defined(), "conditioning was not prepared");
    PLUMBLINE_CHECK(latents.dim() == 5 && latents.size(2) == 1, "latents must be [B, C, 1, h, w]");
    PLUMBLINE_CHECK(latents.size(1) == config_.in_channels,
                    "{} latent channels, the model takes {}", latents.size(1), config_.in_channels);
    const at::Tensor sinusoid =
        sinusoidal_embedding(t, config_.freq_dim).to(placement_.device, placement_.dtype);
    context.time_embedding = linear(at::silu(linear(sinusoid, time_in_)), time_out_);
    context.modulation = at::silu(context.time_embedding);
    context.text = conditioning.prepared;
    context.grid = {1, latents.size(3), latents.size(4)};
    const at::Tensor image = latents.squeeze(2).to(placement_.device, placement_.dtype);
    return {.image = conv(image, conv_in_), .text = {}, .skips = {}, .at = 0};
}

Streams UnetDenoiser::run_block(int index, const Streams& streams, const BlockContext& context) {
    PLUMBLINE_CHECK(index == streams.at && index < shape_.blocks, "block {} asked for at {}", index,
                    streams.at);
    return unet::run_block(blocks_[static_cast<std::size_t>(index)], config_, streams, context);
}

at::Tensor UnetDenoiser::head(const Streams& streams, const BlockContext& /*context*/) {
    PLUMBLINE_CHECK(streams.at == shape_.blocks, "head asked for at block {}", streams.at);
    PLUMBLINE_CHECK(streams.skips.empty(), "{} skips were joined by nobody", streams.skips.size());
    const at::Tensor noise = conv(norm_silu(streams.image, norm_out_, config_.groups), conv_out_);
    return noise.unsqueeze(2).to(at::kFloat);
}

}  // namespace plumbline::models::unet
