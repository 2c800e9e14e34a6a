// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/denoiser.h"
#include "models/unet/blocks.h"
#include "models/unet/config.h"
#include "tensor_io/weight_map.h"
#include "tensor_io/weight_scope.h"

#include <optional>
#include <vector>

namespace plumbline::models::unet {

/// The U-Net of Stable Diffusion 1.5. It predicts the noise; text enters by cross-attention, as the
/// rows of CLIP's last hidden state.
/// Streams.image is an image here, [B, C, h, w], at the resolution of the block that comes. The
/// first and the last block work at that of the latents, so that a caller may put a value of his
/// own in place of an inner span [k, N - k): what is left puts k images on the stack of skips and
/// takes k from it.
class UnetDenoiser final : public Denoiser {
public:
    /// weights: canonical names (canonical_names()); every tensor must be used. Throws
    /// Error{Input}.
    UnetDenoiser(const tensor_io::WeightMap& weights,
                 const Config& config,
                 const tensor_io::Placement& placement);

    [[nodiscard]] const StackShape& shape() const override { return shape_; }
    [[nodiscard]] Conditioning prepare(const Conditioning& conditioning) override;
    /// latents: [B, C, 1, h, w]; h and w at least one pixel at the lowest level.
    [[nodiscard]] Streams embed(const at::Tensor& latents,
                                double t,
                                const Conditioning& conditioning,
                                BlockContext& context) override;
    /// The same with one time for each sample. t: [B] f64.
    [[nodiscard]] Streams embed_batch(const at::Tensor& latents,
                                      const at::Tensor& t,
                                      const Conditioning& conditioning,
                                      BlockContext& context);
    [[nodiscard]] Streams run_block(int index,
                                    const Streams& streams,
                                    const BlockContext& context) override;
    [[nodiscard]] at::Tensor head(const Streams& streams, const BlockContext& context) override;
    [[nodiscard]] std::int64_t weight_bytes() const override { return weight_bytes_; }

    [[nodiscard]] const Config& config() const { return config_; }

private:
    Config config_;
    StackShape shape_;
    tensor_io::Placement placement_;
    Linear time_in_, time_out_;
    Affine conv_in_, norm_out_, conv_out_;
    std::vector<BlockWeights> blocks_;
    std::int64_t weight_bytes_ = 0;
};

/// Form of the stack: costs are those of the published size, latents of 64 × 64.
[[nodiscard]] StackShape stack_shape(const Config& config);

}  // namespace plumbline::models::unet
