// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/denoiser.h"

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <functional>
#include <vector>

namespace plumbline::testing {

struct ToyConfig {
    int blocks = 6;
    int probe_blocks = 6;
    int channels = 4, width = 16, text_width = 8;
    bool two_streams = false;  // text flows through the blocks instead of entering by the context
    at::ScalarType dtype = at::kFloat;
    std::uint64_t seed = 1;
};

/// What a toy's block says its parts take of it; in truth a block is all attention, and its MLP
/// hands on what that gave.
inline constexpr double kAttentionShare = 0.5, kMlpShare = 0.4;

/// A denoiser whose blocks are one small matrix product each: smooth in the latents and in t,
/// different per block, deterministic. Its blocks cost 1, 2, 3, … parts. It counts what runs.
class ToyDenoiser final : public models::Denoiser {
public:
    explicit ToyDenoiser(const ToyConfig& config = {});

    [[nodiscard]] const models::StackShape& shape() const override { return shape_; }
    [[nodiscard]] models::Conditioning prepare(const models::Conditioning& conditioning) override;
    [[nodiscard]] models::Streams embed(const at::Tensor& latents,
                                        double t,
                                        const models::Conditioning& conditioning,
                                        models::BlockContext& context) override;
    [[nodiscard]] models::Streams run_block(int index,
                                            const models::Streams& streams,
                                            const models::BlockContext& context) override;
    [[nodiscard]] at::Tensor modulated_input(const models::Streams& input,
                                             const models::BlockContext& context) override;
    /// → [B, C, T, h, w] f32, or f64 for a toy of f64.
    [[nodiscard]] at::Tensor head(const models::Streams& streams,
                                  const models::BlockContext& context) override;
    [[nodiscard]] std::int64_t weight_bytes() const override;

    /// Random text embedding [1, 3, text_width] of a "prompt", prepared.
    [[nodiscard]] models::Conditioning prompt(std::uint64_t seed);
    /// Random latents [1, channels, 2, 3, 4].
    [[nodiscard]] at::Tensor noise(std::uint64_t seed) const;

    /// Called before each block with its index; may throw.
    std::function<void(int)> before_block;
    std::vector<int> block_calls;      // per block
    std::vector<int> attention_calls;  // likewise: those that no hook stood in for
    std::vector<double> mlp_calls;     // likewise: shares of a block's tokens
    int head_calls = 0;

private:
    ToyConfig config_;
    models::StackShape shape_;
    at::Tensor in_, out_, text_in_, frequencies_;
    std::vector<at::Tensor> image_weights_, text_weights_;
};

}  // namespace plumbline::testing
