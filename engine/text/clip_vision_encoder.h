// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/checkpoint.h"
#include "tensor_io/weight_map.h"
#include "tensor_io/weight_scope.h"

#include <ATen/core/Tensor.h>

#include <array>
#include <cstdint>
#include <memory>
#include <string>

namespace plumbline::text {

/// What the colours of CLIP's pictures were shifted and scaled by, on 0 … 1: red, green, blue.
inline constexpr std::array<double, 3> kClipMean{0.48145466, 0.4578275, 0.40821073};
inline constexpr std::array<double, 3> kClipDeviation{0.26862954, 0.26130258, 0.27577711};

struct ClipVisionConfig {
    std::int64_t heads = 0;  // 0: one for each 80 channels, as in ViT-H/14
};

/// CLIP's image encoder as Wan's image-to-video models use it (ViT-H/14: GELU). Sizes come from the
/// tensors.
class ClipVisionEncoder {
public:
    /// weights: see canonical_clip_vision_names. Every tensor must be used. Throws Error{Input}.
    ClipVisionEncoder(const tensor_io::WeightMap& weights,
                      const tensor_io::Placement& placement,
                      const ClipVisionConfig& config = {});
    ~ClipVisionEncoder();

    /// image: [B, 3, H, W] in -1 … 1, any size. Returns [B, 3, S, S] in the encoder's dtype on its
    /// device: stretched to the model's square (bicubic, no antialiasing), CLIP's mean and
    /// deviation taken out. Source: Wan 2.1, which does not crop.
    [[nodiscard]] at::Tensor preprocess(const at::Tensor& image) const;
    /// pixels: from preprocess. Returns [B, 257, D] after all layers but the last, no norm: what
    /// Wan reads. The checkpoint is asked before every layer.
    [[nodiscard]] at::Tensor encode(const at::Tensor& pixels,
                                    const Checkpoint& checkpoint = {}) const;
    /// states: from encode. Returns [B, P], the image's place in CLIP's common space: the last
    /// layer, the norm, the projection. Throws Error{Input} when the file has no projection.
    [[nodiscard]] at::Tensor project(const at::Tensor& states) const;

    /// Side of the square it reads, in pixels.
    [[nodiscard]] std::int64_t image_size() const;
    [[nodiscard]] std::int64_t dim() const;
    /// Bytes of its tensors on the placement's device.
    [[nodiscard]] std::int64_t weight_bytes() const;

private:
    struct Weights;
    std::unique_ptr<Weights> weights_;
};

/// Hugging Face's names or those of Wan's file (with or without "visual." in front) → Hugging
/// Face's: "vision_model.…" and "visual_projection.weight". The text part is dropped. The joined
/// query, key and value matrices of Wan's file are views of it. Throws Error{Input} when there is
/// no CLIP image encoder.
[[nodiscard]] tensor_io::WeightMap canonical_clip_vision_names(const tensor_io::WeightMap& weights);
/// What such a file calls a tensor: weights are the file's own names, canonical one of the above.
[[nodiscard]] std::string stored_clip_vision_name(const tensor_io::WeightMap& weights,
                                                  const std::string& canonical);

}  // namespace plumbline::text
