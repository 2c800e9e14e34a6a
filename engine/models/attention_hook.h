// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <functional>

namespace plumbline::models {

/// What a block's self-attention gives, after its projection and before its gate.
struct Attended {
    at::Tensor image;  // [B, L_image, D]; of a single-stream block that of the joined sequence
    at::Tensor text;   // [B, L_text, D] of a double-stream block; else undefined
};

/// Stands between a block and its self-attention, for policies that reuse what it gave. Called once
/// a block, in order; norm, queries, keys, values, attention and projection are in `compute`.
class AttentionHook {
public:
    virtual ~AttentionHook() = default;
    /// The output of compute(), or what stands for it without a call.
    [[nodiscard]] virtual Attended attend(int block, const std::function<Attended()>& compute) = 0;
};

}  // namespace plumbline::models
