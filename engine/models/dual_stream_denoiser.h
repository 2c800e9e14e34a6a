// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/block_stream.h"
#include "models/denoiser.h"
#include "models/dual_stream.h"
#include "tensor_io/weight_scope.h"

#include <cstdint>
#include <memory>
#include <vector>

namespace plumbline::models {

/// Linear → SiLU → Linear, what makes embeddings of time, guidance and pooled text.
struct EmbedderWeights {
    Linear in, out;
};
/// Takes "in_layer" and "out_layer" below `scope`.
[[nodiscard]] EmbedderWeights take_embedder(const tensor_io::WeightScope& scope,
                                            std::int64_t dim,
                                            std::int64_t in);
/// x: [B, in] → [B, D].
[[nodiscard]] at::Tensor embedded(const EmbedderWeights& weights, const at::Tensor& x);

/// What surrounds the stack of a dual-stream model.
struct DualStreamEnds {
    std::int64_t in_channels = 16, out_channels = 16;  // of the latents
    std::int64_t freq_dim = 256, pooled_dim = 768;
    bool guidance = true;  // takes the guidance scale as an input
};
/// Reads what the tensors say, but for the channels that enter. Throws Error{Input}.
[[nodiscard]] DualStreamEnds detect_ends(const tensor_io::WeightMap& canonical,
                                         std::string_view model);
/// Name and shape of their tensors but for the entrances of image and text, canonical names.
void list_ends(std::vector<Parameter>& list, const DualStreamEnds& ends, std::int64_t dim);
/// Adds the four tensors of an embedder.
void list_embedder(std::vector<Parameter>& list,
                   const std::string& name,
                   std::int64_t dim,
                   std::int64_t in);

/// HunyuanVideo and Flux.1 but for how text becomes tokens.
class DualStreamDenoiser : public Denoiser {
public:
    [[nodiscard]] const StackShape& shape() const final { return shape_; }
    [[nodiscard]] Streams embed(const at::Tensor& latents,
                                double t,
                                const Conditioning& conditioning,
                                BlockContext& context) final;
    /// As embed(), each sample at a timestep of its own. t: [B] f64.
    [[nodiscard]] Streams embed_batch(const at::Tensor& latents,
                                      const at::Tensor& t,
                                      const Conditioning& conditioning,
                                      BlockContext& context);
    [[nodiscard]] Streams run_block(int index,
                                    const Streams& streams,
                                    const BlockContext& context) final;
    [[nodiscard]] at::Tensor modulated_input(const Streams& input,
                                             const BlockContext& context) final;
    void will_run(int first, int end) final;
    [[nodiscard]] std::int64_t fetched_blocks() const final;
    [[nodiscard]] at::Tensor head(const Streams& streams, const BlockContext& context) final;
    [[nodiscard]] std::int64_t weight_bytes() const final { return weight_bytes_; }

protected:
    /// patch: the entrance of image tokens, [D, in_channels · 4]. parameters: of the whole model.
    DualStreamDenoiser(const tensor_io::WeightScope& scope,
                       const DualStreamConfig& stack,
                       const DualStreamEnds& ends,
                       Linear patch,
                       const std::vector<Parameter>& parameters);

    /// sinusoid: of the timesteps, [B or 1, freq_dim] in the model's dtype.
    [[nodiscard]] virtual Streams embed_at(const at::Tensor& latents,
                                           const at::Tensor& sinusoid,
                                           const Conditioning& conditioning,
                                           BlockContext& context) = 0;
    /// context on the device in the model's dtype, padding left out; [B, l, text_dim].
    [[nodiscard]] at::Tensor real_rows(const Conditioning& conditioning,
                                       std::int64_t text_dim) const;
    /// Conditioning::prepared_vector.
    [[nodiscard]] at::Tensor constant_vector(const Conditioning& conditioning) const;
    /// Image tokens [B, L, D] of latents [B, C, T, h, w] with even h and w; fills in everything of
    /// the context.
    [[nodiscard]] at::Tensor embed_image(const at::Tensor& latents,
                                         const at::Tensor& sinusoid,
                                         const Conditioning& conditioning,
                                         BlockContext& context);
    [[nodiscard]] const DualStreamConfig& stack() const { return stack_; }

private:
    /// Of timesteps or of guidance, [B] f64 → [B, freq_dim] in the model's dtype.
    [[nodiscard]] at::Tensor sinusoid(const at::Tensor& values) const;
    /// A block that comes to the device for its turn.
    [[nodiscard]] Streams run_fetched(int index,
                                      const Streams& streams,
                                      const BlockContext& context);
    void update_rope(const std::vector<std::int64_t>& grid);

    DualStreamConfig stack_;
    DualStreamEnds ends_;
    tensor_io::Placement placement_;
    StackShape shape_;
    Linear patch_, head_modulation_, head_;
    EmbedderWeights time_, guidance_, vector_;
    std::unique_ptr<BlockStream> stream_;  // null while the blocks lie on the device
    std::vector<DoubleBlockWeights> double_blocks_;
    std::vector<SingleBlockWeights> single_blocks_;
    std::vector<std::int64_t> rope_grid_;
    at::Tensor rope_cos_, rope_sin_;  // of rope_grid_
    std::int64_t weight_bytes_ = 0;
};

}  // namespace plumbline::models
