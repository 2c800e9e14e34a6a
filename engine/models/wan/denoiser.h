// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/block_stream.h"
#include "models/denoiser.h"
#include "models/wan/block.h"
#include "models/wan/config.h"
#include "models/wan/time_embedding.h"
#include "tensor_io/weight_map.h"
#include "tensor_io/weight_scope.h"

#include <memory>
#include <optional>
#include <vector>

namespace plumbline::models::wan {

/// Wan 2.1 DiT, text-to-video and image-to-video.
class WanDenoiser final : public Denoiser {
public:
    /// weights: canonical names (canonical_names()); every tensor must be used. Throws
    /// Error{Input}.
    WanDenoiser(const tensor_io::WeightMap& weights,
                const Config& config,
                const tensor_io::Placement& placement);

    [[nodiscard]] const StackShape& shape() const override { return shape_; }
    [[nodiscard]] Conditioning prepare(const Conditioning& conditioning) override;
    [[nodiscard]] Streams embed(const at::Tensor& latents,
                                double t,
                                const Conditioning& conditioning,
                                BlockContext& context) override;
    [[nodiscard]] Streams run_block(int index,
                                    const Streams& streams,
                                    const BlockContext& context) override;
    void will_run(int first, int end) override;
    [[nodiscard]] std::int64_t fetched_blocks() const override;
    [[nodiscard]] at::Tensor head(const Streams& streams, const BlockContext& context) override;
    [[nodiscard]] std::int64_t weight_bytes() const override { return weight_bytes_; }

    /// As embed(), with one timestep per sample: t [B] f64. What training needs.
    [[nodiscard]] Streams embed_batch(const at::Tensor& latents,
                                      const at::Tensor& t,
                                      const Conditioning& conditioning,
                                      BlockContext& context);
    [[nodiscard]] const Config& config() const { return config_; }

private:
    struct RopeTable {
        std::vector<std::int64_t> grid;
        at::Tensor cos, sin;
    };
    void update_rope(const std::vector<std::int64_t>& grid, at::Device device);
    [[nodiscard]] Streams embed_at(const TimePart& time,
                                   const at::Tensor& latents,
                                   const Conditioning& conditioning,
                                   BlockContext& context);

    Config config_;
    StackShape shape_;
    tensor_io::Placement placement_;
    Linear patch_;  // [D, C·1·2·2]
    Linear text_in_, text_out_, head_;
    TimeEmbedding time_embedding_;
    at::Tensor head_modulation_;  // [1, 2, D]
    at::Tensor image_norm_in_weight_, image_norm_in_bias_, image_norm_out_weight_,
        image_norm_out_bias_;
    Linear image_in_, image_out_;
    std::vector<BlockWeights> blocks_;     // empty while they are streamed
    std::unique_ptr<BlockStream> stream_;  // null while they lie on the device
    RopeTable rope_;
    TimePart time_;                 // of the last embed()
    std::optional<double> time_t_;  // and its timestep
    std::int64_t weight_bytes_ = 0;
};

}  // namespace plumbline::models::wan
