// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/flux/denoiser.h"

#include "base/check.h"

#include <ATen/ATen.h>

namespace plumbline::models::flux {

FluxDenoiser::FluxDenoiser(const tensor_io::WeightMap& weights,
                           const Config& config,
                           const tensor_io::Placement& placement)
    : FluxDenoiser(tensor_io::WeightScope(weights, placement), config) {}

FluxDenoiser::FluxDenoiser(const tensor_io::WeightScope& scope, const Config& config)
    : DualStreamDenoiser(
          scope,
          config.stack,
          config.ends,
          take_linear(scope, "img_in", config.stack.dim, 4 * config.ends.in_channels),
          parameters(config)),
      text_dim_(config.text_dim),
      text_(take_linear(scope, "txt_in", config.stack.dim, config.text_dim)) {
    scope.expect_all_taken("Flux.1");
}

Conditioning FluxDenoiser::prepare(const Conditioning& conditioning) {
    Conditioning result = conditioning;
    result.prepared = linear(real_rows(conditioning, text_dim_), text_);
    result.prepared_vector = constant_vector(conditioning);
    return result;
}

Streams FluxDenoiser::embed_at(const at::Tensor& latents,
                               const at::Tensor& sinusoid,
                               const Conditioning& conditioning,
                               BlockContext& context) {
    PLUMBLINE_CHECK(latents.size(2) == 1, "{} pictures at once", latents.size(2));
    return {.image = embed_image(latents, sinusoid, conditioning, context),
            .text = conditioning.prepared,
            .at = 0};
}

}  // namespace plumbline::models::flux
