// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <functional>

namespace plumbline::models {

/// What a block's self-attention gives, after its projection and before its gate.
struct Attended {
    at::Tensor image;  // [B, L_image, D]; of a single-stream block that of the joined sequence, and
                       // undefined where a hook put it into what stands for the MLP
    at::Tensor text;   // [B, L_text, D] of a double-stream block; else undefined
};

/// Tokens that an MLP works on.
enum class MlpTokens { Image, Text, Joined };

/// One MLP of a block, for a hook to run or to stand in for.
struct Mlp {
    int block = 0;
    MlpTokens tokens = MlpTokens::Image;
    /// What it reads, [B, L, D], after norm and modulation; made when asked for.
    std::function<at::Tensor()> input;
    /// Of any of those tokens, [B, l, D]: what it gives, before its gate.
    std::function<at::Tensor(const at::Tensor&)> compute;
};

/// Queries and keys of a block's self-attention, [B, heads, L, head_dim], and which tokens of L are
/// the image's.
struct Scored {
    int block = 0;
    const at::Tensor& queries;
    const at::Tensor& keys;
    std::int64_t first_image_token = 0, image_tokens = 0;
};

/// Stands between a transformer block and its parts, for policies that reuse what they gave. Parts
/// are asked for once a block, in order: the attention, then each MLP.
class BlockHook {
public:
    virtual ~BlockHook() = default;
    /// The output of compute(), or what stands for it without a call. Norm, queries, keys, values,
    /// attention and projection are in `compute`.
    [[nodiscard]] virtual Attended attend(int block, const std::function<Attended()>& compute) {
        static_cast<void>(block);
        return compute();
    }
    /// The output of the MLP, or what stands for it.
    [[nodiscard]] virtual at::Tensor mlp(const Mlp& mlp) { return mlp.compute(mlp.input()); }
    /// Shown what attention was computed from.
    virtual void saw(const Scored& scored) { static_cast<void>(scored); }
};

}  // namespace plumbline::models
