// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/checkpoint.h"
#include "tensor_io/weight_map.h"
#include "tensor_io/weight_scope.h"

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <memory>

namespace plumbline::text {

struct LlamaConfig {
    std::int64_t heads = 0;  // query heads; 0: one for each 128 channels, as in LLaMA 3
    double rope_theta = 500000.0;
    double norm_epsilon = 1e-5;
    int skipped_layers = 2;  // at the end; HunyuanVideo reads what two layers before the last give
};

/// LLaMA 3 as an encoder: causal, grouped queries, rotary positions in halves. Sizes come from the
/// tensors; heads of keys from the ratio of their rows.
class LlamaEncoder {
public:
    /// weights: see canonical_llama_names. Every tensor must be used or belong to a skipped layer.
    /// Throws Error{Input}.
    LlamaEncoder(const tensor_io::WeightMap& weights,
                 const tensor_io::Placement& placement,
                 const LlamaConfig& config = {});
    ~LlamaEncoder();

    /// ids: [B, L] int64; mask: [B, L], 1 = real, or undefined for none. Returns [B, L, D] after
    /// the last layer that is not skipped; the final norm only when none is. Padding behind a text
    /// changes none of its rows. The checkpoint is asked before every layer.
    [[nodiscard]] at::Tensor encode(const at::Tensor& ids,
                                    const at::Tensor& mask,
                                    const Checkpoint& checkpoint = {}) const;
    [[nodiscard]] std::int64_t dim() const;
    /// Rows of the token table: every id must be less.
    [[nodiscard]] std::int64_t vocabulary_size() const;
    /// Bytes of its tensors on the placement's device; skipped layers are not among them.
    [[nodiscard]] std::int64_t weight_bytes() const;

private:
    struct Weights;
    std::unique_ptr<Weights> weights_;
};

/// Names of Hugging Face's LlamaModel, with anything in front ("model." of ComfyUI and of causal
/// models, "language_model.model." of LLaVA) → without it. What is no part of the encoder (the
/// logit head, LLaVA's picture parts) is dropped. Throws Error{Input} when there is no LLaMA.
[[nodiscard]] tensor_io::WeightMap canonical_llama_names(const tensor_io::WeightMap& weights);

}  // namespace plumbline::text
