// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/checkpoint.h"
#include "tensor_io/weight_map.h"
#include "tensor_io/weight_scope.h"

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <memory>

namespace plumbline::text {

struct ClipTextConfig {
    std::int64_t heads = 0;  // 0: one for each 64 channels, as in every published size
};

/// CLIP's text encoder (ViT-L/14's: QuickGELU): learned positions, causal, so that a token's state
/// does not depend on what follows it. Sizes come from the tensors.
class ClipTextEncoder {
public:
    /// weights: see canonical_clip_text_names. Every tensor must be used. Throws Error{Input}.
    ClipTextEncoder(const tensor_io::WeightMap& weights,
                    const tensor_io::Placement& placement,
                    const ClipTextConfig& config = {});
    ~ClipTextEncoder();

    /// ids: [B, L] int64, L <= longest(). Returns [B, L, D] after all layers but the last
    /// `skipped`, before the final norm. The checkpoint is asked before every layer.
    [[nodiscard]] at::Tensor encode(const at::Tensor& ids,
                                    int skipped = 0,
                                    const Checkpoint& checkpoint = {}) const;
    /// [B, L, D] → [B, L, D], what models read.
    [[nodiscard]] at::Tensor final_norm(const at::Tensor& states) const;
    /// normed: [B, L, D] after the final norm, no layer skipped. Returns [B, D], the state at the
    /// first end mark; no projection. The padding is the end mark too, hence the first.
    [[nodiscard]] static at::Tensor pooled(const at::Tensor& normed,
                                           const at::Tensor& ids,
                                           std::int64_t end_mark);

    [[nodiscard]] int layers() const;
    [[nodiscard]] std::int64_t dim() const;
    /// Rows of the token table: every id must be less.
    [[nodiscard]] std::int64_t vocabulary_size() const;
    /// Positions it has learned: 77.
    [[nodiscard]] std::int64_t longest() const;
    /// Bytes of its tensors on the placement's device.
    [[nodiscard]] std::int64_t weight_bytes() const;

private:
    struct Weights;
    std::unique_ptr<Weights> weights_;
};

/// Hugging Face's names, alone, inside a file of several models (Stable Diffusion's, ComfyUI's) or
/// beside CLIP's vision part: gives "text_model.…" alone. What the encoder has no use for (the
/// projection, position ids) is dropped. Throws Error{Input} when there is no CLIP text encoder.
[[nodiscard]] tensor_io::WeightMap canonical_clip_text_names(const tensor_io::WeightMap& weights);

}  // namespace plumbline::text
