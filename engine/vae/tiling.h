// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/checkpoint.h"
#include "vae/vae.h"

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

/// A causal network over windows of time, so that no more than two windows exist at once. Every
/// window [B, C, n, h, w] holds `window` frames and one before them that makes it begin like a
/// clip; what that one gives is dropped, but for the first window. Neighbours are blended linearly
/// over what they share, and every result leaves in order as soon as it is final.
/// window, stride: in input frames. scale_num / scale_den: output frames over input frames, apart
/// from the first one, which is one on both sides.
/// Source: engine specification 4.2, the authors' temporal tiles.
void run_windows(const at::Tensor& input,
                 std::int64_t window,
                 std::int64_t stride,
                 std::int64_t scale_num,
                 std::int64_t scale_den,
                 const Checkpoint& checkpoint,
                 const std::function<at::Tensor(const at::Tensor&)>& run,
                 const FrameSink& sink);

/// Latents [.., h, w] → pixels [.., 8h, 8w] through `run`: in tiles when they are asked for and the
/// picture is larger than one, else at once.
[[nodiscard]] at::Tensor decode_in_tiles(const at::Tensor& latents,
                                         const DecodeOptions& options,
                                         const std::function<at::Tensor(const at::Tensor&)>& run);
/// Pixels [.., H, W] → latents [.., H/8, W/8], likewise.
[[nodiscard]] at::Tensor encode_in_tiles(const at::Tensor& pixels,
                                         const DecodeOptions& options,
                                         const std::function<at::Tensor(const at::Tensor&)>& run);

}  // namespace plumbline::vae
