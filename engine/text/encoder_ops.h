// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tensor_io/weight_map.h"
#include "tensor_io/weight_scope.h"

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

namespace plumbline::text {

/// A linear layer of an encoder. On the CPU its weight stays as and where it is stored, a view of
/// the mapped file, and is converted anew for each use: a 16-bit model then takes no memory beyond
/// one matrix at a time. On another device it lies there, converted.
struct StoredLinear {
    at::Tensor weight;   // [out, in]
    at::Tensor bias;     // [out], converted; undefined: none
    double scale = 1.0;  // of fp8 weights
};

enum class Bias { None, Yes };
/// Takes "weight" of `place`, with its scale where it is in 8 bits (WeightMap::scale, or the tensor
/// scale_weight or weight_scale beside it), and "bias". weights: what `place` is a scope of. Throws
/// Error{Input}.
[[nodiscard]] StoredLinear take_stored_linear(const tensor_io::WeightMap& weights,
                                              const tensor_io::WeightScope& place,
                                              std::int64_t out,
                                              std::int64_t in,
                                              Bias bias = Bias::None);
/// x: [..., in] → [..., out], computed in x's dtype on its device. Differentiable.
[[nodiscard]] at::Tensor apply(const StoredLinear& layer, const at::Tensor& x);

/// A table [rows, D] as it is stored, wherever that is: of gigabytes a prompt needs a few rows.
struct StoredTable {
    at::Tensor rows;     // [rows, D]
    double scale = 1.0;  // of fp8 rows
};
/// dim: D, or -1 for any. Throws Error{Input}.
[[nodiscard]] StoredTable take_table(const tensor_io::WeightMap& weights,
                                     const tensor_io::WeightScope& place,
                                     std::string_view name,
                                     std::int64_t dim = -1);
/// Rows of a table: rows first, then their conversion. ids: [B, L] int64, each less than the
/// table's rows. Returns [B, L, D] in `dtype` on `device`.
[[nodiscard]] at::Tensor look_up(const StoredTable& table,
                                 const at::Tensor& ids,
                                 at::ScalarType dtype,
                                 at::Device device);

/// Norm without a mean: statistics in f32 (f64 for f64), the normalised value cast before the
/// weight is applied. x: [..., D]; weight: [D]. Returns [..., D] in the weight's dtype.
[[nodiscard]] at::Tensor rms_norm(const at::Tensor& x, const at::Tensor& weight, double epsilon);

/// What a token may attend to, as what is added to the scores: [B, 1, L, L] in dtype, 0 or -1e30.
/// mask: [B, L], 1 = real. A row without any real key gets even weights instead of NaN.
[[nodiscard]] at::Tensor causal_bias(const at::Tensor& mask, at::ScalarType dtype);

/// Bytes of those that lie on `device`; undefined ones count nothing.
[[nodiscard]] std::int64_t bytes_on(at::Device device,
                                    std::initializer_list<const at::Tensor*> tensors);

/// The tensors behind the prefix that the first tensor called "<prefix><marker>" has, without it:
/// one model out of a file of several. All tensors, when no name ends so or the prefix is empty.
[[nodiscard]] tensor_io::WeightMap behind_marker(const tensor_io::WeightMap& weights,
                                                 std::initializer_list<std::string_view> markers);

/// heads where a configuration says so, else one for each `head_dim` channels. Throws Error{Input}
/// when the width is no multiple of the heads. origin: for the message.
[[nodiscard]] std::int64_t heads_of(std::int64_t dim,
                                    std::int64_t heads,
                                    std::int64_t head_dim,
                                    const std::string& origin);

/// Checks that ids are what an encoder takes: [B, L] int64, not empty, L at most `longest`.
void check_ids(const at::Tensor& ids, std::int64_t longest);

}  // namespace plumbline::text
