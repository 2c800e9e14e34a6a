// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/clip_text_encoder.h"

#include "base/check.h"
#include "base/error.h"
#include "text/clip_layer.h"

#include <ATen/ATen.h>
#include <fmt/format.h>

#include <optional>
#include <string>
#include <vector>

namespace plumbline::text {
namespace {

constexpr std::int64_t kHeadDim = 64;
constexpr const char* kTokenTable = "text_model.embeddings.token_embedding.weight";
constexpr const char* kPositionIds = "text_model.embeddings.position_ids";

}  // namespace

struct ClipTextEncoder::Weights {
    StoredTable tokens;    // [V, D], as stored
    at::Tensor positions;  // [77, D]
    std::vector<ClipLayer> layers;
    ClipNorm final_norm;
    ClipLayerForm form{.heads = 0, .causal = true, .activation = ClipActivation::QuickGelu};
    at::Device device = at::kCPU;
    at::ScalarType dtype = at::kFloat;
};

ClipTextEncoder::ClipTextEncoder(const tensor_io::WeightMap& weights,
                                 const tensor_io::Placement& placement,
                                 const ClipTextConfig& config)
    : weights_(std::make_unique<Weights>()) {
    const tensor_io::WeightScope root(weights, placement);
    const auto model = root["text_model"];
    const auto embeddings = model["embeddings"];
    Weights& w = *weights_;
    w.device = placement.device;
    w.dtype = placement.dtype;
    w.tokens = take_table(weights, embeddings["token_embedding"], "weight");
    const std::int64_t dim = w.tokens.rows.size(1);
    w.form.heads = heads_of(dim, config.heads, kHeadDim, weights.origin);
    w.positions = embeddings["position_embedding"].tensor("weight", {-1, dim});
    const auto layers = model["encoder"]["layers"];
    for (int index = 0; index < layers.count_children(); ++index)
        w.layers.push_back(take_clip_layer(weights, layers[index], dim));
    w.final_norm = take_clip_norm(model["final_layer_norm"], dim);
    root.expect_all_taken("the CLIP text encoder");
}

ClipTextEncoder::~ClipTextEncoder() = default;

at::Tensor ClipTextEncoder::encode(const at::Tensor& ids,
                                   int skipped,
                                   const Checkpoint& checkpoint) const {
    const Weights& w = *weights_;
    check_ids(ids, longest());
    PLUMBLINE_CHECK(skipped >= 0 && skipped <= layers(), "{} of {} layers skipped", skipped,
                    layers());
    at::Tensor x =
        look_up(w.tokens, ids, w.dtype, w.device) + w.positions.narrow(0, 0, ids.size(1));
    for (int index = 0; index < layers() - skipped; ++index) {
        checkpoint();
        x = run_clip_layer(w.layers[static_cast<std::size_t>(index)], x, w.form);
    }
    return x;
}

at::Tensor ClipTextEncoder::final_norm(const at::Tensor& states) const {
    return apply(weights_->final_norm, states);
}

at::Tensor ClipTextEncoder::pooled(const at::Tensor& normed,
                                   const at::Tensor& ids,
                                   std::int64_t end_mark) {
    PLUMBLINE_CHECK(normed.dim() == 3 && ids.sizes() == normed.sizes().slice(0, 2),
                    "states and ids must have the same tokens");
    // Of equal values argmax gives the first.
    const at::Tensor first = (ids == end_mark).to(at::kInt).argmax(1).to(normed.device());
    return normed.index({at::arange(normed.size(0), first.options()), first});
}

int ClipTextEncoder::layers() const {
    return static_cast<int>(weights_->layers.size());
}

std::int64_t ClipTextEncoder::dim() const {
    return weights_->tokens.rows.size(1);
}

std::int64_t ClipTextEncoder::vocabulary_size() const {
    return weights_->tokens.rows.size(0);
}

std::int64_t ClipTextEncoder::longest() const {
    return weights_->positions.size(0);
}

std::int64_t ClipTextEncoder::weight_bytes() const {
    const Weights& w = *weights_;
    std::int64_t bytes = bytes_on(
        w.device, {&w.tokens.rows, &w.positions, &w.final_norm.weight, &w.final_norm.bias});
    for (const ClipLayer& layer : w.layers) bytes += bytes_on(w.device, layer);
    return bytes;
}

tensor_io::WeightMap canonical_clip_text_names(const tensor_io::WeightMap& weights) {
    const tensor_io::WeightMap part = behind_marker(weights, {kTokenTable});
    if (!part.contains(kTokenTable)) {
        throw Error(ErrorKind::Input,
                    fmt::format("{}: it is no CLIP text encoder (no tensor {})", weights.origin,
                                kTokenTable),
                    "Use clip_l.safetensors or the text encoder folder of the model.");
    }
    return part.renamed([](const std::string& name) -> std::optional<std::string> {
        const bool unused = name.starts_with("vision_model.") || name == kPositionIds ||
                            name == "text_projection.weight" ||
                            name == "visual_projection.weight" || name == "logit_scale" ||
                            name == "scaled_fp8";
        return unused ? std::nullopt : std::optional(name);
    });
}

}  // namespace plumbline::text
