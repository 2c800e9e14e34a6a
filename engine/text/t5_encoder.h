// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/checkpoint.h"
#include "tensor_io/weight_map.h"
#include "tensor_io/weight_scope.h"

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace plumbline::text {

/// T5 v1.1 / UMT5 encoder. Sizes come from the tensors; the head count from the bias table's
/// columns.
class T5Encoder {
public:
    /// weights in canonical (Wan original) names, see canonical_t5_names. Every tensor must be
    /// used. bias in every layer = UMT5, in layer 0 only = T5. placement.dtype: f32, bf16 (or f64);
    /// f16 overflows. On the CPU the matrices stay as they are stored, see StoredLinear.
    T5Encoder(const tensor_io::WeightMap& weights, const tensor_io::Placement& placement);
    ~T5Encoder();

    /// ids: [B, L] int64; mask: [B, L] (1 = real) or undefined for none. Returns [B, L, D] after
    /// the final norm, all rows. Differentiable unless under NoGradGuard. checkpoint is asked
    /// before every layer.
    [[nodiscard]] at::Tensor encode(const at::Tensor& ids,
                                    const at::Tensor& mask,
                                    const Checkpoint& checkpoint = {}) const;
    [[nodiscard]] std::int64_t dim() const;
    /// Rows of the embedding table: every id must be less.
    [[nodiscard]] std::int64_t vocabulary_size() const;
    /// Bytes of its tensors on the placement's device. The embedding table stays where it was
    /// stored.
    [[nodiscard]] std::int64_t weight_bytes() const;

private:
    struct Weights;
    std::unique_ptr<Weights> weights_;
};

/// Accepts Wan original, Hugging Face and ComfyUI names, the latter two also inside a file of
/// several models; gives Wan original ones. The tensor `spiece_model` is dropped.
[[nodiscard]] tensor_io::WeightMap canonical_t5_names(const tensor_io::WeightMap& weights);

/// The other way: canonical names → Hugging Face's.
[[nodiscard]] tensor_io::WeightMap hugging_face_t5_names(const tensor_io::WeightMap& canonical);

/// Name and shape of every tensor of an encoder of these sizes, canonical names: what a trainer
/// initialises and what a shape check expects.
struct T5Config {
    std::int64_t vocab = 256384, dim = 4096, heads = 64, head_dim = 64, ffn = 10240;
    int layers = 24;
    bool bias_in_every_layer = true;
};
[[nodiscard]] std::vector<std::pair<std::string, std::vector<std::int64_t>>> t5_parameters(
    const T5Config& config);

}  // namespace plumbline::text
