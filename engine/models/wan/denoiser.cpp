// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/wan/denoiser.h"

#include "base/check.h"
#include "cuda/modulate.h"

#include <ATen/ATen.h>

#include <cmath>

namespace plumbline::models::wan {
namespace {

/// [B, L, 4·C] with the channel fastest → [B, C, T, h, w].
at::Tensor unpatchify(const at::Tensor& x, const std::vector<std::int64_t>& grid) {
    const auto b = x.size(0), c = x.size(2) / 4;
    return x.reshape({b, grid[0], grid[1], grid[2], 2, 2, c})
        .permute({0, 6, 1, 2, 4, 3, 5})
        .reshape({b, c, grid[0], grid[1] * 2, grid[2] * 2});
}

/// Of a block's multiply-adds, what its parts take: a token costs self-attention 4·D² in its own
/// matrices and 2·L·D beside them.
void set_shares(const Config& config, std::int64_t text_rows, BlockContext& context) {
    const std::int64_t tokens = context.grid[0] * context.grid[1] * context.grid[2];
    const auto d = static_cast<double>(config.dim), l = static_cast<double>(tokens),
               rows = static_cast<double>(text_rows);
    const double attention = 4 * l * d * d + 2 * l * l * d;
    const double text = 2 * l * d * d + 2 * rows * d * d + 2 * l * rows * d;
    const double mlp = 2 * l * d * static_cast<double>(config.ffn_dim);
    context.attention_share = attention / (attention + text + mlp);
    context.mlp_share = mlp / (attention + text + mlp);
}

}  // namespace

WanDenoiser::WanDenoiser(const tensor_io::WeightMap& weights,
                         const Config& config,
                         const tensor_io::Placement& placement)
    : config_(config), placement_(placement) {
    const tensor_io::WeightScope scope(weights, placement);
    const std::int64_t d = config.dim;
    const std::int64_t patch = config.in_channels * 4;
    patch_ = {.weight = scope.tensor("patch_embedding.weight", {d, config.in_channels, 1, 2, 2})
                            .reshape({d, patch}),
              .bias = scope.tensor("patch_embedding.bias", {d})};
    text_in_ = take_linear(scope, "text_embedding.0", d, config.text_dim);
    text_out_ = take_linear(scope, "text_embedding.2", d, d);
    time_embedding_ = TimeEmbedding(scope, config);
    head_ = take_linear(scope, "head.head", 4 * config.out_channels, d);
    head_modulation_ = scope.tensor("head.modulation", {1, 2, d});
    if (config.image_to_video()) {
        const tensor_io::WeightScope image = scope["img_emb"]["proj"];
        image_norm_in_weight_ = image.tensor("0.weight", {config.image_dim});
        image_norm_in_bias_ = image.tensor("0.bias", {config.image_dim});
        image_in_ = take_linear(image, "1", config.image_dim, config.image_dim);
        image_out_ = take_linear(image, "3", d, config.image_dim);
        image_norm_out_weight_ = image.tensor("4.weight", {d});
        image_norm_out_bias_ = image.tensor("4.bias", {d});
    }
    if (placement.stream_blocks) {
        stream_ = std::make_unique<BlockStream>(scope, parameters(config));
    } else {
        for (int i = 0; i < config.layers; ++i)
            blocks_.push_back(take_block(scope["blocks"][i], config));
    }
    scope.expect_all_taken("Wan 2.1");
    shape_.blocks = shape_.probe_blocks = config.layers;
    shape_.cost.assign(static_cast<std::size_t>(config.layers), 1.0 / config.layers);
    weight_bytes_ = scope.taken_bytes() + (stream_ ? stream_->buffer_bytes() : 0);
}

Conditioning WanDenoiser::prepare(const Conditioning& conditioning) {
    Conditioning result = conditioning;
    PLUMBLINE_CHECK(
        conditioning.context.dim() == 3 && conditioning.context.size(2) == config_.text_dim,
        "context must be [B, l, {}]", config_.text_dim);
    const at::Tensor context = conditioning.context.to(placement_.device, placement_.dtype);
    const std::int64_t rows = std::min(context.size(1), config_.text_len);
    const std::int64_t padding = config_.text_len - rows;
    at::Tensor real = context.narrow(1, 0, rows);
    // Zero rows up to text_len are attended to. They are all alike, so one stands for all of them:
    // softmax over n equal scores is one score plus log n.
    if (padding > 0) real = at::constant_pad_nd(real, {0, 0, 0, 1});
    result.prepared = linear(at::gelu(linear(real, text_in_), "tanh"), text_out_);
    result.prepared_bias = at::Tensor();  // what was prepared before may have had one
    if (padding > 1) {
        result.prepared_bias = at::zeros({1, 1, 1, rows + 1}, result.prepared.options());
        result.prepared_bias.select(3, rows).fill_(std::log(static_cast<double>(padding)));
    }
    if (config_.image_to_video()) {
        PLUMBLINE_CHECK(conditioning.clip_features.defined(),
                        "image-to-video needs image features");
        at::Tensor image = conditioning.clip_features.to(placement_.device, placement_.dtype);
        image = at::layer_norm(image, {config_.image_dim}, image_norm_in_weight_,
                               image_norm_in_bias_, 1e-5);
        image = linear(at::gelu(linear(image, image_in_)), image_out_);
        result.prepared_clip = at::layer_norm(image, {config_.dim}, image_norm_out_weight_,
                                              image_norm_out_bias_, 1e-5);
    }
    return result;
}

Streams WanDenoiser::embed(const at::Tensor& latents,
                           double t,
                           const Conditioning& conditioning,
                           BlockContext& context) {
    if (time_t_ != t) {
        time_ = time_embedding_.at(at::full({1}, t, at::TensorOptions().dtype(at::kDouble)));
        time_t_ = t;
    }
    return embed_at(time_, latents, conditioning, context);
}

Streams WanDenoiser::embed_batch(const at::Tensor& latents,
                                 const at::Tensor& t,
                                 const Conditioning& conditioning,
                                 BlockContext& context) {
    return embed_at(time_embedding_.at(t), latents, conditioning, context);
}

Streams WanDenoiser::embed_at(const TimePart& time,
                              const at::Tensor& latents,
                              const Conditioning& conditioning,
                              BlockContext& context) {
    PLUMBLINE_CHECK(conditioning.prepared.defined(), "conditioning was not prepared");
    PLUMBLINE_CHECK(latents.dim() == 5 && latents.size(3) % 2 == 0 && latents.size(4) % 2 == 0,
                    "latents must be [B, C, T, h, w] with even h and w");
    const at::Tensor x = conditioning.latents.defined()
                             ? at::cat({latents, conditioning.latents.to(latents.options())}, 1)
                             : latents;
    PLUMBLINE_CHECK(x.size(1) == config_.in_channels, "{} latent channels, the model takes {}",
                    x.size(1), config_.in_channels);
    context.grid = {x.size(2), x.size(3) / 2, x.size(4) / 2};
    set_shares(config_, conditioning.prepared.size(1), context);
    update_rope(context.grid, placement_.device);
    context.time_embedding = time.embedding;
    context.modulation = time.modulation;
    context.text = conditioning.prepared;
    context.text_bias = conditioning.prepared_bias;
    context.image_text = conditioning.prepared_clip;
    context.rope_cos = rope_.cos;
    context.rope_sin = rope_.sin;
    return {.image = linear(patchify(x.to(placement_.device, placement_.dtype)), patch_),
            .text = {},
            .at = 0};
}

Streams WanDenoiser::run_block(int index, const Streams& streams, const BlockContext& context) {
    PLUMBLINE_CHECK(index == streams.at && index < shape_.blocks, "block {} asked for at {}", index,
                    streams.at);
    if (!stream_) {
        return {.image = wan::run_block(blocks_[static_cast<std::size_t>(index)], config_, index,
                                        streams.image, context),
                .text = {},
                .at = index + 1};
    }
    const tensor_io::WeightScope fetched(stream_->begin(index), placement_);
    Streams after{.image = wan::run_block(take_block(fetched["blocks"][index], config_), config_,
                                          index, streams.image, context),
                  .text = {},
                  .at = index + 1};
    stream_->done(index);
    return after;
}

void WanDenoiser::will_run(int first, int end) {
    if (stream_) stream_->expect(first, end);
}

std::int64_t WanDenoiser::fetched_blocks() const {
    return stream_ ? stream_->fetched() : 0;
}

at::Tensor WanDenoiser::head(const Streams& streams, const BlockContext& context) {
    PLUMBLINE_CHECK(streams.at == shape_.blocks, "head asked for at block {}", streams.at);
    const std::vector<at::Tensor> m =
        (head_modulation_ + context.time_embedding.unsqueeze(1)).chunk(2, 1);
    const at::Tensor y = cuda::modulated_layer_norm(streams.image, m[1], m[0], config_.eps);
    return unpatchify(linear(y, head_), context.grid).to(at::kFloat);
}

void WanDenoiser::update_rope(const std::vector<std::int64_t>& grid, at::Device device) {
    if (rope_.grid == grid) return;
    const auto [cos, sin] = rope_tables(config_.rope_axes(), 10000.0, grid);
    rope_ = {.grid = grid, .cos = cos.to(device), .sin = sin.to(device)};
}

}  // namespace plumbline::models::wan
