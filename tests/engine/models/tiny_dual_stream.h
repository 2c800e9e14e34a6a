// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/ops.h"
#include "models/registry.h"
#include "support/golden_tensors.h"

#include <ATen/ATen.h>
#include <fmt/format.h>

#include <memory>
#include <string>
#include <utility>

namespace plumbline::models {

/// Weights of "flux" or "hunyuan" of the fixtures: width 48, 2 heads.
inline tensor_io::WeightMap tiny_weights(std::string_view family, std::string_view naming) {
    return tests::golden(fmt::format("{}_tiny/weights_{}.safetensors", family, naming));
}

/// A model of any naming, ready to run.
inline std::unique_ptr<Denoiser> open_tiny(const tensor_io::WeightMap& weights,
                                           std::string_view family,
                                           const tensor_io::Placement& placement = {}) {
    const Family& entry = find_family(family);
    return entry.open(entry.canonical_names(weights), {}, placement);
}

/// A recorded forward of a family.
struct TinyForward {
    TinyForward(std::string family_id, const std::string& name)
        : family(std::move(family_id)),
          file(tests::golden(fmt::format("{}_tiny/{}.safetensors", family, name))),
          latents(family == "flux" ? file.tensor("noise").unsqueeze(2) : file.tensor("noise")),
          times(file.tensor("timesteps").to(at::kDouble) * (family == "flux" ? 1000.0 : 1.0)) {
        given.context = file.tensor("text");
        given.pooled = file.tensor("pooled");
        if (family == "hunyuan") given.mask = file.tensor("text_mask");
        given.guidance = family == "hunyuan" ? 6.0 : name == "forward_b" ? 1.0 : 3.5;
    }

    std::string family;
    tensor_io::WeightMap file;
    at::Tensor latents;  // [1, 16, T, h, w]
    at::Tensor times;    // on the model's scale
    Conditioning given;  // not prepared
};

/// Runs all blocks from `streams` on and the head; what every block gave goes into `after`.
inline at::Tensor finish(Denoiser& denoiser,
                         Streams streams,
                         const BlockContext& context,
                         std::vector<Streams>* after = nullptr) {
    while (streams.at < denoiser.shape().blocks) {
        streams = denoiser.run_block(streams.at, streams, context);
        if (after != nullptr) after->push_back(streams);
    }
    return denoiser.head(streams, context);
}

inline at::Tensor run_tiny(Denoiser& denoiser,
                           const at::Tensor& latents,
                           double t,
                           const Conditioning& given) {
    BlockContext context;
    const Streams streams = denoiser.embed(latents, t, denoiser.prepare(given), context);
    return finish(denoiser, streams, context);
}

}  // namespace plumbline::models
