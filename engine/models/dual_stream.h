// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/denoiser.h"
#include "models/detect.h"
#include "models/ops.h"
#include "tensor_io/weight_scope.h"

#include <ATen/core/Tensor.h>

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

namespace plumbline::models {

/// Sizes and ways of a stack of double-stream blocks (image and text apart, one attention over
/// both) followed by single-stream blocks (both joined). HunyuanVideo and Flux.1 differ in fields.
struct DualStreamConfig {
    std::int64_t dim = 3072;
    std::int64_t heads = 24;
    std::int64_t mlp_dim = 12288;
    int double_blocks = 20;
    int single_blocks = 40;
    std::array<std::int64_t, 3> rope_axes{16, 56, 56};  // real dimensions of a head: time, height,
                                                        // width
    double rope_theta = 256.0;
    bool text_first = false;  // order of the joined sequence
    double eps = 1e-6;

    [[nodiscard]] std::int64_t head_dim() const { return dim / heads; }
    [[nodiscard]] int blocks() const { return double_blocks + single_blocks; }
};

/// Reads the sizes of the stack; `dim` and what tensors cannot tell are kept from `config`. Without
/// hints an eighth of a head turns with time and the rest with height and width, half each.
/// model: title for messages. Throws Error{Input}.
[[nodiscard]] DualStreamConfig detect_dual_stream(const tensor_io::WeightMap& canonical,
                                                  const ConfigHints& hints,
                                                  DualStreamConfig config,
                                                  std::string_view model);
/// Name and shape of every tensor of the stack, canonical names.
void list_dual_stream(std::vector<Parameter>& list, const DualStreamConfig& config);

/// Half of a double-stream block: what belongs to one of its streams.
struct StreamWeights {
    Linear modulation;          // [6 · D, D]
    Linear qkv, proj;           // [3 · D, D], [D, D]
    at::Tensor norm_q, norm_k;  // [head_dim]
    Linear mlp_in, mlp_out;
};
struct DoubleBlockWeights {
    StreamWeights image, text;
};
/// The file's two linear layers are taken apart into views, so that nothing has to be joined.
struct SingleBlockWeights {
    Linear modulation;          // [3 · D, D]
    Linear qkv, mlp_in;         // rows of "linear1": [3 · D, D], [M, D]
    Linear proj, mlp_out;       // columns of "linear2": [D, D] with the bias, [D, M] without
    at::Tensor norm_q, norm_k;  // [head_dim]
};

[[nodiscard]] DoubleBlockWeights take_double_block(const tensor_io::WeightScope& scope,
                                                   const DualStreamConfig& config);
[[nodiscard]] SingleBlockWeights take_single_block(const tensor_io::WeightScope& scope,
                                                   const DualStreamConfig& config);

/// image: [B, L_image, D], text: [B, L_text, D] → the same, new tensors; a single-stream block
/// gives two views of one, and takes such views without a copy. context.modulation: SiLU of the
/// time embedding, [B, D]; its rotation is for image tokens, text tokens are not turned. Source:
/// engine specification 3.3 (points 5, 6) and 3.4. modulated_image(): what the attention of a
/// double-stream block reads of the image. weights: its image half.
[[nodiscard]] at::Tensor modulated_image(const StreamWeights& weights,
                                         const DualStreamConfig& config,
                                         const Streams& streams,
                                         const BlockContext& context);
[[nodiscard]] Streams run_double_block(const DoubleBlockWeights& weights,
                                       const DualStreamConfig& config,
                                       const Streams& streams,
                                       const BlockContext& context);
[[nodiscard]] Streams run_single_block(const SingleBlockWeights& weights,
                                       const DualStreamConfig& config,
                                       const Streams& streams,
                                       const BlockContext& context);

}  // namespace plumbline::models
