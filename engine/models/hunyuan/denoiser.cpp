// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/hunyuan/denoiser.h"

#include <ATen/ATen.h>

namespace plumbline::models::hunyuan {
namespace {

/// The convolution of a patch as the linear layer it is.
Linear take_patch(const tensor_io::WeightScope& scope, const Config& config) {
    const std::int64_t d = config.stack.dim, channels = config.ends.in_channels;
    return {
        .weight =
            scope.tensor("img_in.proj.weight", {d, channels, 1, 2, 2}).reshape({d, channels * 4}),
        .bias = scope.tensor("img_in.proj.bias", {d})};
}

}  // namespace

HunyuanDenoiser::HunyuanDenoiser(const tensor_io::WeightMap& weights,
                                 const Config& config,
                                 const tensor_io::Placement& placement)
    : HunyuanDenoiser(tensor_io::WeightScope(weights, placement), config) {}

HunyuanDenoiser::HunyuanDenoiser(const tensor_io::WeightScope& scope, const Config& config)
    : DualStreamDenoiser(scope,
                         config.stack,
                         config.ends,
                         take_patch(scope, config),
                         parameters(config)),
      text_dim_(config.text_dim),
      refiner_(scope["txt_in"], config) {
    scope.expect_all_taken("HunyuanVideo");
}

Conditioning HunyuanDenoiser::prepare(const Conditioning& conditioning) {
    Conditioning result = conditioning;
    const at::Tensor states = real_rows(conditioning, text_dim_);
    result.prepared = refiner_.enter(states);
    result.prepared_pooled = refiner_.pooled(states);
    result.prepared_vector = constant_vector(conditioning);
    return result;
}

Streams HunyuanDenoiser::embed_at(const at::Tensor& latents,
                                  const at::Tensor& sinusoid,
                                  const Conditioning& conditioning,
                                  BlockContext& context) {
    at::Tensor image = embed_image(latents, sinusoid, conditioning, context);
    return {.image = std::move(image),
            .text = refiner_.refine(conditioning.prepared, conditioning.prepared_pooled, sinusoid),
            .at = 0};
}

}  // namespace plumbline::models::hunyuan
