// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

namespace plumbline::vae {

/// SiLU in place where nobody else holds the value (inference), as a new tensor while gradients are
/// recorded.
[[nodiscard]] at::Tensor activate(at::Tensor x);
/// a + b and a · b, likewise in the memory of `a`, which has the shape of the result.
[[nodiscard]] at::Tensor plus(at::Tensor a, const at::Tensor& b);
[[nodiscard]] at::Tensor times(at::Tensor a, const at::Tensor& b);

/// [B, C, T, H, W] → [B·T, C, H, W].
[[nodiscard]] at::Tensor frames_as_batch(const at::Tensor& x);
/// [B·T, C, H, W] → [B, C, T, H, W].
[[nodiscard]] at::Tensor batch_as_frames(const at::Tensor& x, std::int64_t batch);

/// Attention of one head as wide as the channels. q: [B, Lq, C]; k, v: [B, L, C]. → [B, Lq, C].
[[nodiscard]] at::Tensor attend(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v);

/// Pictures [N, C, H, W] at half the size: a line of zeros below and to the right, then a 3×3
/// convolution of stride 2.
[[nodiscard]] at::Tensor halved(const at::Tensor& pictures,
                                const at::Tensor& weight,
                                const at::Tensor& bias);
/// Pictures [N, C, H, W] at twice the size: every pixel repeated, then a 3×3 convolution.
[[nodiscard]] at::Tensor doubled(const at::Tensor& pictures,
                                 const at::Tensor& weight,
                                 const at::Tensor& bias);

}  // namespace plumbline::vae
