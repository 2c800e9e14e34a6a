// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/dual_stream_denoiser.h"

#include "base/check.h"
#include "cuda/modulate.h"

#include <ATen/ATen.h>

#include <utility>

namespace plumbline::models {
namespace {

/// Guidance is given to the model on the scale of its timesteps.
constexpr double kGuidanceScale = 1000.0;

/// [B, L, C·4] with the channel slowest → [B, C, T, h, w].
at::Tensor unpatchify(const at::Tensor& x, const std::vector<std::int64_t>& grid) {
    const auto b = x.size(0), c = x.size(2) / 4;
    return x.reshape({b, grid[0], grid[1], grid[2], c, 2, 2})
        .permute({0, 4, 1, 2, 5, 3, 6})
        .reshape({b, c, grid[0], grid[1] * 2, grid[2] * 2});
}

/// Of a block's multiply-adds, what self-attention takes: a token costs 4·D² in its own matrices
/// and 2·L·D beside them, in blocks of both kinds.
double attention_share(const DualStreamConfig& stack, std::int64_t tokens) {
    const auto d = static_cast<double>(stack.dim), l = static_cast<double>(tokens);
    const double attention = 4 * d + 2 * l, mlp = 2 * static_cast<double>(stack.mlp_dim);
    return attention / (attention + mlp);
}

}  // namespace

EmbedderWeights take_embedder(const tensor_io::WeightScope& scope,
                              std::int64_t dim,
                              std::int64_t in) {
    return {.in = take_linear(scope, "in_layer", dim, in),
            .out = take_linear(scope, "out_layer", dim, dim)};
}

at::Tensor embedded(const EmbedderWeights& weights, const at::Tensor& x) {
    return linear(at::silu(linear(x, weights.in)), weights.out);
}

DualStreamDenoiser::DualStreamDenoiser(const tensor_io::WeightScope& scope,
                                       const DualStreamConfig& stack,
                                       const DualStreamEnds& ends,
                                       Linear patch,
                                       const std::vector<Parameter>& parameters)
    : stack_(stack), ends_(ends), placement_(scope.placement()), patch_(std::move(patch)) {
    const std::int64_t d = stack.dim;
    time_ = take_embedder(scope["time_in"], d, ends.freq_dim);
    vector_ = take_embedder(scope["vector_in"], d, ends.pooled_dim);
    if (ends.guidance) guidance_ = take_embedder(scope["guidance_in"], d, ends.freq_dim);
    head_modulation_ = take_linear(scope["final_layer"], "adaLN_modulation.1", 2 * d, d);
    head_ = take_linear(scope["final_layer"], "linear", ends.out_channels * 4, d);
    if (placement_.stream_blocks) {
        stream_ = std::make_unique<BlockStream>(scope, parameters);
    } else {
        for (int i = 0; i < stack.double_blocks; ++i)
            double_blocks_.push_back(take_double_block(scope["double_blocks"][i], stack));
        for (int i = 0; i < stack.single_blocks; ++i)
            single_blocks_.push_back(take_single_block(scope["single_blocks"][i], stack));
    }
    shape_.blocks = stack.blocks();
    shape_.probe_blocks = stack.double_blocks;
    // Both kinds do the same products for a token: 4·D² + 2·D·M of weights and its attention.
    shape_.cost.assign(static_cast<std::size_t>(shape_.blocks), 1.0 / shape_.blocks);
    if (stream_) weight_bytes_ = stream_->buffer_bytes();
    for (const auto& [name, shape] : parameters) {
        if (stream_ && !block_of(name).empty()) continue;
        weight_bytes_ += c10::multiply_integers(shape) *
                         static_cast<std::int64_t>(c10::elementSize(placement_.dtype));
    }
}

Streams DualStreamDenoiser::run_block(int index,
                                      const Streams& streams,
                                      const BlockContext& context) {
    PLUMBLINE_CHECK(index == streams.at && index < shape_.blocks, "block {} asked for at block {}",
                    index, streams.at);
    if (stream_) return run_fetched(index, streams, context);
    if (index < stack_.double_blocks) {
        return run_double_block(double_blocks_[static_cast<std::size_t>(index)], stack_, streams,
                                context);
    }
    const auto single = static_cast<std::size_t>(index - stack_.double_blocks);
    return run_single_block(single_blocks_[single], stack_, streams, context);
}

Streams DualStreamDenoiser::run_fetched(int index,
                                        const Streams& streams,
                                        const BlockContext& context) {
    const tensor_io::WeightScope fetched(stream_->begin(index), placement_);
    const int single = index - stack_.double_blocks;
    Streams after =
        single < 0 ? run_double_block(take_double_block(fetched["double_blocks"][index], stack_),
                                      stack_, streams, context)
                   : run_single_block(take_single_block(fetched["single_blocks"][single], stack_),
                                      stack_, streams, context);
    stream_->done(index);
    return after;
}

at::Tensor DualStreamDenoiser::modulated_input(const Streams& input, const BlockContext& context) {
    PLUMBLINE_CHECK(stack_.double_blocks > 0, "a model without double-stream blocks");
    if (!stream_) return modulated_image(double_blocks_[0].image, stack_, input, context);
    // The first block alone: no other may be fetched for it.
    stream_->expect(0, 1);
    const tensor_io::WeightScope fetched(stream_->begin(0), placement_);
    at::Tensor modulated = modulated_image(
        take_double_block(fetched["double_blocks"][0], stack_).image, stack_, input, context);
    stream_->done(0);
    return modulated;
}

void DualStreamDenoiser::will_run(int first, int end) {
    if (stream_) stream_->expect(first, end);
}

std::int64_t DualStreamDenoiser::fetched_blocks() const {
    return stream_ ? stream_->fetched() : 0;
}

at::Tensor DualStreamDenoiser::head(const Streams& streams, const BlockContext& context) {
    PLUMBLINE_CHECK(streams.at == shape_.blocks, "head asked for at block {}", streams.at);
    const auto m = linear(context.modulation, head_modulation_).chunk(2, 1);  // shift, scale
    const at::Tensor y = cuda::modulated_layer_norm(streams.image, m[1], m[0], stack_.eps);
    return unpatchify(linear(y, head_), context.grid).to(at::kFloat);
}

at::Tensor DualStreamDenoiser::real_rows(const Conditioning& conditioning,
                                         std::int64_t text_dim) const {
    PLUMBLINE_CHECK(conditioning.context.dim() == 3 && conditioning.context.size(2) == text_dim,
                    "context must be [B, l, {}]", text_dim);
    at::Tensor context = conditioning.context.to(placement_.device, placement_.dtype);
    if (!conditioning.mask.defined()) return context;
    // Nobody looks at padding, so leaving it out changes nothing and spares every mask.
    const at::Tensor mask = conditioning.mask.to(placement_.device).ne(0);
    PLUMBLINE_CHECK(mask.dim() == 2 && mask.size(1) == context.size(1), "the mask does not fit");
    PLUMBLINE_CHECK(mask.eq(mask[0]).all().item<bool>(), "samples of a batch differ in padding");
    return context.index_select(1, mask[0].nonzero().flatten());
}

at::Tensor DualStreamDenoiser::constant_vector(const Conditioning& conditioning) const {
    PLUMBLINE_CHECK(
        conditioning.pooled.dim() == 2 && conditioning.pooled.size(1) == ends_.pooled_dim,
        "pooled text must be [B, {}]", ends_.pooled_dim);
    at::Tensor vector =
        embedded(vector_, conditioning.pooled.to(placement_.device, placement_.dtype));
    if (!ends_.guidance) return vector;
    // The references hold it in the model's dtype before the sinusoid, and so were the published
    // weights made: in bf16, 6 is 6016.
    const at::Tensor scaled = at::full({1}, conditioning.guidance * kGuidanceScale,
                                       at::TensorOptions().dtype(at::kDouble))
                                  .to(placement_.dtype);
    return vector + embedded(guidance_, sinusoid(scaled.to(at::kDouble)));
}

Streams DualStreamDenoiser::embed(const at::Tensor& latents,
                                  double t,
                                  const Conditioning& conditioning,
                                  BlockContext& context) {
    return embed_batch(latents, at::full({1}, t, at::TensorOptions().dtype(at::kDouble)),
                       conditioning, context);
}

Streams DualStreamDenoiser::embed_batch(const at::Tensor& latents,
                                        const at::Tensor& t,
                                        const Conditioning& conditioning,
                                        BlockContext& context) {
    return embed_at(latents, sinusoid(t), conditioning, context);
}

at::Tensor DualStreamDenoiser::embed_image(const at::Tensor& latents,
                                           const at::Tensor& sinusoid,
                                           const Conditioning& conditioning,
                                           BlockContext& context) {
    PLUMBLINE_CHECK(conditioning.prepared_vector.defined(), "conditioning was not prepared");
    PLUMBLINE_CHECK(latents.dim() == 5 && latents.size(3) % 2 == 0 && latents.size(4) % 2 == 0,
                    "latents must be [B, C, T, h, w] with even h and w");
    PLUMBLINE_CHECK(latents.size(1) == ends_.in_channels, "{} latent channels, the model takes {}",
                    latents.size(1), ends_.in_channels);
    context.grid = {latents.size(2), latents.size(3) / 2, latents.size(4) / 2};
    const std::int64_t tokens =
        context.grid[0] * context.grid[1] * context.grid[2] +
        (conditioning.prepared.defined() ? conditioning.prepared.size(1) : 0);
    context.attention_share = attention_share(stack_, tokens);
    context.mlp_share = 1.0 - context.attention_share;
    update_rope(context.grid);
    context.rope_cos = rope_cos_;
    context.rope_sin = rope_sin_;
    context.time_embedding = embedded(time_, sinusoid) + conditioning.prepared_vector;
    context.modulation = at::silu(context.time_embedding);
    return linear(patchify(latents.to(placement_.device, placement_.dtype)), patch_);
}

at::Tensor DualStreamDenoiser::sinusoid(const at::Tensor& values) const {
    return sinusoidal_embedding(values, ends_.freq_dim).to(placement_.device, placement_.dtype);
}

void DualStreamDenoiser::update_rope(const std::vector<std::int64_t>& grid) {
    if (rope_grid_ == grid) return;
    const auto [cos, sin] = rope_tables(stack_.rope_axes, stack_.rope_theta, grid);
    rope_cos_ = cos.to(placement_.device);
    rope_sin_ = sin.to(placement_.device);
    rope_grid_ = grid;
}

}  // namespace plumbline::models
