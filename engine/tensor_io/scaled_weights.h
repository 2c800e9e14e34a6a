// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tensor_io/weight_map.h"

#include <ATen/core/Tensor.h>

#include <filesystem>

namespace plumbline::tensor_io {

/// float8_e4m3fn and float8_e5m2.
[[nodiscard]] bool is_float8(at::ScalarType dtype);

/// codes · scale, rounded to dtype (16 bits or more), on the codes' device. codes: any shape.
[[nodiscard]] at::Tensor unscaled(const at::Tensor& codes, double scale, at::ScalarType dtype);

/// Ties the scales of 8-bit tensors to them (WeightEntry::scale) and leaves out what only describes
/// them: of "X.weight" the scale "X.scale_weight" or "X.weight_scale" (one number), "X.scale_input"
/// and "X.input_scale" (for 8-bit products, which are not used here), "X.comfy_quant", and the
/// marker "scaled_fp8". An 8-bit tensor without a scale means its values as they are, also in a
/// marked file. Without 8-bit tensors and descriptions nothing changes. Reads only the
/// descriptions. Throws Error{Input} that names the tensor for another form of scale (one a block
/// or row) and for another format than float8. Source: engine specification 1.3.
[[nodiscard]] WeightMap with_scales(const WeightMap& weights);

/// The same for HunyuanVideo's own files: "NAME_fp8.pt", whose scales lie beside it in
/// "NAME_fp8_map.pt", one a layer by its name. Other files stay as they are. Throws Error{Input}
/// when the scales are missing or of other layers.
[[nodiscard]] WeightMap with_scales_beside(const WeightMap& weights,
                                           const std::filesystem::path& path);

/// Elements of all matrices in 8-bit floats: what models::Linear keeps at one byte each.
[[nodiscard]] std::int64_t eight_bit_matrix_elements(const WeightMap& weights);

}  // namespace plumbline::tensor_io
