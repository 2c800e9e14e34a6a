// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/checkpoint.h"

#include <ATen/core/Tensor.h>

#include <functional>

namespace plumbline::vae {

/// Splits the last two axes of `input` into overlapping tiles, runs each and joins the results,
/// blending linearly over the overlap (with the tile above first, then with the one to the left).
/// tile, stride: in input units. scale_num / scale_den: output size over input size. run: [.., h,
/// w] → [.., h·s, w·s].
[[nodiscard]] at::Tensor run_tiled(const at::Tensor& input,
                                   std::int64_t tile,
                                   std::int64_t stride,
                                   std::int64_t scale_num,
                                   std::int64_t scale_den,
                                   const Checkpoint& checkpoint,
                                   const std::function<at::Tensor(const at::Tensor&)>& run);

}  // namespace plumbline::vae
