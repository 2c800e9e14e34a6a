// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/hunyuan/token_refiner.h"

#include "cuda/modulate.h"

#include <ATen/ATen.h>

namespace plumbline::models::hunyuan {
namespace {

constexpr double kEps = 1e-6;

RefinerBlock take_refiner_block(const tensor_io::WeightScope& scope, const Config& config) {
    const std::int64_t d = config.stack.dim, mlp = config.refiner_mlp_dim;
    return {.norm1_weight = scope.tensor("norm1.weight", {d}),
            .norm1_bias = scope.tensor("norm1.bias", {d}),
            .norm2_weight = scope.tensor("norm2.weight", {d}),
            .norm2_bias = scope.tensor("norm2.bias", {d}),
            .qkv = take_linear(scope, "self_attn.qkv", 3 * d, d),
            .proj = take_linear(scope, "self_attn.proj", d, d),
            .mlp_in = take_linear(scope, "mlp.0", mlp, d),
            .mlp_out = take_linear(scope, "mlp.2", d, mlp),
            .gates = take_linear(scope, "adaLN_modulation.1", 2 * d, d)};
}

/// time: SiLU of the refiner's time embedding, [B, D].
at::Tensor run_refiner_block(const RefinerBlock& w,
                             std::int64_t heads,
                             const at::Tensor& x,
                             const at::Tensor& time) {
    const std::vector<at::Tensor> gates = linear(time, w.gates).chunk(2, 1);
    const std::int64_t d = x.size(2);
    const at::Tensor y = at::layer_norm(x, {d}, w.norm1_weight, w.norm1_bias, kEps);
    const std::vector<at::Tensor> qkv = linear(y, w.qkv).chunk(3, 2);
    const at::Tensor mixed = attention(split_heads(qkv[0], heads), split_heads(qkv[1], heads),
                                       split_heads(qkv[2], heads));
    const at::Tensor after = cuda::gated_add(x, linear(mixed, w.proj), gates[0]);
    const at::Tensor z = at::layer_norm(after, {d}, w.norm2_weight, w.norm2_bias, kEps);
    return cuda::gated_add(after, linear(at::silu(linear(z, w.mlp_in)), w.mlp_out), gates[1]);
}

}  // namespace

TokenRefiner::TokenRefiner(const tensor_io::WeightScope& scope, const Config& config)
    : heads_(config.stack.heads),
      input_(take_linear(scope, "input_embedder", config.stack.dim, config.text_dim)),
      time_(take_embedder(scope["t_embedder"], config.stack.dim, config.ends.freq_dim)),
      context_(take_embedder(scope["c_embedder"], config.stack.dim, config.text_dim)) {
    const tensor_io::WeightScope blocks = scope["individual_token_refiner"]["blocks"];
    for (int i = 0; i < config.refiner_blocks; ++i)
        blocks_.push_back(take_refiner_block(blocks[i], config));
}

at::Tensor TokenRefiner::enter(const at::Tensor& states) const {
    return linear(states, input_);
}

at::Tensor TokenRefiner::pooled(const at::Tensor& states) const {
    return embedded(context_, states.mean(1));
}

at::Tensor TokenRefiner::refine(const at::Tensor& tokens,
                                const at::Tensor& pooled,
                                const at::Tensor& sinusoid) const {
    const at::Tensor time = at::silu(embedded(time_, sinusoid) + pooled);
    at::Tensor x = tokens;
    for (const RefinerBlock& block : blocks_) x = run_refiner_block(block, heads_, x, time);
    return x;
}

}  // namespace plumbline::models::hunyuan
