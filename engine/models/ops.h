// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tensor_io/weight_scope.h"

#include <ATen/core/Tensor.h>

#include <array>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

namespace plumbline::models {

struct Linear {
    at::Tensor weight;   // [out, in]; 8-bit floats stay so and are converted at every use
    at::Tensor bias;     // [out]; may be undefined
    double scale = 1.0;  // of an 8-bit weight
};

/// Takes "<name>.weight" and "<name>.bias". Throws Error{Input} on another shape.
[[nodiscard]] Linear take_linear(const tensor_io::WeightScope& scope,
                                 std::string_view name,
                                 std::int64_t out,
                                 std::int64_t in,
                                 bool bias = true);
/// x: [..., in] → [..., out].
[[nodiscard]] at::Tensor linear(const at::Tensor& x, const Linear& layer);

/// t: [B] f64 → [B, dim] f32, cosines first, frequencies 10000^(-i/half). Computed in f64.
[[nodiscard]] at::Tensor sinusoidal_embedding(const at::Tensor& t, std::int64_t dim);

/// q, k, v: [B, heads, L, head_dim]; bias: broadcastable to [B, heads, Lq, Lk] or undefined.
/// Returns [B, Lq, heads · head_dim]. Scale 1/sqrt(head_dim).
[[nodiscard]] at::Tensor attention(const at::Tensor& q,
                                   const at::Tensor& k,
                                   const at::Tensor& v,
                                   const at::Tensor& bias = {});
/// [B, L, heads · head_dim] → [B, heads, L, head_dim], a view.
[[nodiscard]] at::Tensor split_heads(const at::Tensor& x, std::int64_t heads);

/// GELU-tanh of linear `in`, then linear `out`, in token chunks while no gradient is recorded, so
/// that the wide intermediate never exists whole.
[[nodiscard]] at::Tensor gelu_mlp(const at::Tensor& x, const Linear& in, const Linear& out);

/// Joins the patch axes: [B, C, T, h, w] → [B, T·h/2·w/2, C·4], channel slowest. h, w: even.
[[nodiscard]] at::Tensor patchify(const at::Tensor& x);
/// Rotation tables for a grid of tokens (time, height, width), of which each axis turns so many
/// real dimensions of a head: two tensors [L, sum of axes / 2] f32 from f64 angles.
[[nodiscard]] std::pair<at::Tensor, at::Tensor> rope_tables(const std::array<std::int64_t, 3>& axes,
                                                            double theta,
                                                            const std::vector<std::int64_t>& grid);

}  // namespace plumbline::models
