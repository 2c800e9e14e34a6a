// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "text/encoder_ops.h"

#include <cstdint>

namespace plumbline::text {

/// Weight and bias of a LayerNorm, both [D].
struct ClipNorm {
    at::Tensor weight, bias;
};

/// One layer of CLIP's transformers, text or vision: norm, attention, norm, feed-forward.
struct ClipLayer {
    ClipNorm norm1, norm2;
    StoredLinear q, k, v, out;  // [D, D]
    StoredLinear fc1, fc2;      // [F, D], [D, F]
};

enum class ClipActivation { QuickGelu, Gelu };  // x·σ(1.702x); x·Φ(x)

struct ClipLayerForm {
    std::int64_t heads = 0;
    bool causal = false;
    ClipActivation activation = ClipActivation::QuickGelu;
};

[[nodiscard]] ClipNorm take_clip_norm(const tensor_io::WeightScope& place, std::int64_t dim);
/// x: [..., D] → the same, with the epsilon of all CLIPs, 1e-5.
[[nodiscard]] at::Tensor apply(const ClipNorm& norm, const at::Tensor& x);

/// Takes a layer by Hugging Face's names. Throws Error{Input}.
[[nodiscard]] ClipLayer take_clip_layer(const tensor_io::WeightMap& weights,
                                        const tensor_io::WeightScope& place,
                                        std::int64_t dim);
/// x: [B, L, D] → [B, L, D].
[[nodiscard]] at::Tensor run_clip_layer(const ClipLayer& layer,
                                        const at::Tensor& x,
                                        const ClipLayerForm& form);
[[nodiscard]] std::int64_t bytes_on(at::Device device, const ClipLayer& layer);

}  // namespace plumbline::text
