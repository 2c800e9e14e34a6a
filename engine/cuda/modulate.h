// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

namespace plumbline::cuda {

// Fused forms for inference; every one also has an ATen form that is used while gradients are
// recorded or where no kernel exists, and a test that both agree. x: [B, L, D] contiguous.

/// LayerNorm without affine, then · (1 + scale) + shift. scale, shift: [B, 1, D] or [B, D].
/// Statistics in f32.
[[nodiscard]] at::Tensor modulated_layer_norm(const at::Tensor& x,
                                              const at::Tensor& scale,
                                              const at::Tensor& shift,
                                              double eps);
/// x + gate · y, new tensor. gate: [B, 1, D] or [B, D].
[[nodiscard]] at::Tensor gated_add(const at::Tensor& x,
                                   const at::Tensor& y,
                                   const at::Tensor& gate);
/// RMS norm over D with weight [D], then the interleaved rotation of each head's pairs.
/// cos, sin: [L, head_dim / 2] f32; undefined: no rotation. Returns [B, heads, L, head_dim].
[[nodiscard]] at::Tensor rms_norm_rope(const at::Tensor& x,
                                       const at::Tensor& weight,
                                       double eps,
                                       int heads,
                                       const at::Tensor& cos,
                                       const at::Tensor& sin);

/// RMS norm over each head by itself with weight [head_dim], then the same rotation.
/// x: [B, L, heads · head_dim], rows may lie apart (a slice of q, k, v in one); cos, sin as above.
/// Written into out: [B, heads, L, head_dim], made by the caller, rows may lie apart (a part of a
/// longer sequence).
void head_norm_rope(const at::Tensor& x,
                    const at::Tensor& weight,
                    double eps,
                    const at::Tensor& cos,
                    const at::Tensor& sin,
                    const at::Tensor& out);

}  // namespace plumbline::cuda
