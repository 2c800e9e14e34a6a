// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/clip_vision_encoder.h"

#include "base/check.h"
#include "base/error.h"
#include "text/clip_layer.h"

#include <ATen/ATen.h>
#include <fmt/format.h>

#include <cmath>
#include <string>
#include <vector>

namespace plumbline::text {
namespace {

constexpr std::int64_t kHeadDim = 80;

at::Tensor per_channel(const std::array<double, 3>& values) {
    return at::tensor(at::ArrayRef<double>(values), at::kFloat).view({1, 3, 1, 1});
}

/// Side of the square that so many patches make, or Error{Input}.
std::int64_t side_of(std::int64_t patches, const std::string& origin) {
    const auto side =
        static_cast<std::int64_t>(std::llround(std::sqrt(static_cast<double>(patches))));
    if (patches > 0 && side * side == patches) return side;
    throw Error(
        ErrorKind::Input,
        fmt::format("{}: {} positions beside the first do not make a square", origin, patches),
        "The file is damaged or of another model; download it again.");
}

}  // namespace

struct ClipVisionEncoder::Weights {
    at::Tensor patches;    // [D, 3, p, p]
    at::Tensor first;      // [D], the token before the patches
    at::Tensor positions;  // [1 + patches, D]
    ClipNorm first_norm, last_norm;
    std::vector<ClipLayer> layers;
    StoredLinear projection;  // [P, D]; may be undefined
    ClipLayerForm form{.heads = 0, .causal = false, .activation = ClipActivation::Gelu};
    std::int64_t image_size = 0;
    at::Device device = at::kCPU;
    at::ScalarType dtype = at::kFloat;
    std::string origin;
};

ClipVisionEncoder::ClipVisionEncoder(const tensor_io::WeightMap& weights,
                                     const tensor_io::Placement& placement,
                                     const ClipVisionConfig& config)
    : weights_(std::make_unique<Weights>()) {
    const tensor_io::WeightScope root(weights, placement);
    const auto model = root["vision_model"];
    const auto embeddings = model["embeddings"];
    Weights& w = *weights_;
    w.origin = weights.origin;
    w.device = placement.device;
    w.dtype = placement.dtype;
    w.first = embeddings.tensor("class_embedding", {-1});
    const std::int64_t dim = w.first.size(0);
    w.form.heads = heads_of(dim, config.heads, kHeadDim, weights.origin);
    w.patches = embeddings["patch_embedding"].tensor("weight", {dim, 3, -1, -1});
    w.positions = embeddings["position_embedding"].tensor("weight", {-1, dim});
    w.image_size = side_of(w.positions.size(0) - 1, weights.origin) * w.patches.size(3);
    // The reference's own spelling.
    w.first_norm = take_clip_norm(model["pre_layrnorm"], dim);
    const auto layers = model["encoder"]["layers"];
    for (int index = 0; index < layers.count_children(); ++index)
        w.layers.push_back(take_clip_layer(weights, layers[index], dim));
    if (w.layers.empty()) {
        throw Error(ErrorKind::Input, fmt::format("{}: the image encoder has no layers", w.origin),
                    "The file is damaged; download it again.");
    }
    w.last_norm = take_clip_norm(model["post_layernorm"], dim);
    const auto projection = root["visual_projection"];
    if (projection.contains("weight"))
        w.projection = take_stored_linear(weights, projection, -1, dim);
    root.expect_all_taken("the CLIP image encoder");
}

ClipVisionEncoder::~ClipVisionEncoder() = default;

at::Tensor ClipVisionEncoder::preprocess(const at::Tensor& image) const {
    PLUMBLINE_CHECK(image.dim() == 4 && image.size(1) == 3 && image.numel() > 0,
                    "image must be [B, 3, H, W]");
    const std::int64_t side = weights_->image_size;
    const at::Tensor square =
        at::upsample_bicubic2d(image.to(weights_->device, at::kFloat), {side, side},
                               /*align_corners=*/false);
    const at::Tensor mean = per_channel(kClipMean).to(weights_->device);
    const at::Tensor deviation = per_channel(kClipDeviation).to(weights_->device);
    return ((square * 0.5 + 0.5 - mean) / deviation).to(weights_->dtype);
}

at::Tensor ClipVisionEncoder::encode(const at::Tensor& pixels, const Checkpoint& checkpoint) const {
    const Weights& w = *weights_;
    PLUMBLINE_CHECK(
        pixels.dim() == 4 && pixels.size(2) == w.image_size && pixels.size(3) == w.image_size,
        "pixels must be [B, 3, {0}, {0}]", w.image_size);
    const std::int64_t patch = w.patches.size(3);
    const at::Tensor tokens =
        at::conv2d(pixels, w.patches, {}, at::IntArrayRef{patch, patch}).flatten(2).transpose(1, 2);
    const at::Tensor first = w.first.expand({pixels.size(0), 1, -1});
    at::Tensor x = apply(w.first_norm, at::cat({first, tokens}, 1) + w.positions);
    for (std::size_t index = 0; index + 1 < w.layers.size(); ++index) {
        checkpoint();
        x = run_clip_layer(w.layers[index], x, w.form);
    }
    return x;
}

at::Tensor ClipVisionEncoder::project(const at::Tensor& states) const {
    const Weights& w = *weights_;
    if (!w.projection.weight.defined()) {
        throw Error(ErrorKind::Input, fmt::format("{}: the file has no projection", w.origin),
                    "Use a file with visual_projection.weight (head in Wan's names).");
    }
    const at::Tensor last = run_clip_layer(w.layers.back(), states, w.form);
    return apply(w.projection, apply(w.last_norm, last.select(1, 0)));
}

std::int64_t ClipVisionEncoder::image_size() const {
    return weights_->image_size;
}

std::int64_t ClipVisionEncoder::dim() const {
    return weights_->first.size(0);
}

std::int64_t ClipVisionEncoder::weight_bytes() const {
    const Weights& w = *weights_;
    std::int64_t bytes = bytes_on(
        w.device, {&w.patches, &w.first, &w.positions, &w.first_norm.weight, &w.first_norm.bias,
                   &w.last_norm.weight, &w.last_norm.bias, &w.projection.weight});
    for (const ClipLayer& layer : w.layers) bytes += bytes_on(w.device, layer);
    return bytes;
}

}  // namespace plumbline::text
