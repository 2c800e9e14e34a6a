// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/block_hook.h"

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string>
#include <vector>

namespace plumbline::models {

/// What flows between blocks. Immutable once passed on: blocks never write into their input.
struct Streams {
    at::Tensor image;  // [B, L_image, D] latent tokens; of a U-Net [B, C, h, w]
    at::Tensor text;   // [B, L_text, D]; undefined when text enters by cross-attention (Wan).
                       // Both may be views of one joined sequence.
    std::vector<at::Tensor> skips{};  // U-Net only: down blocks put on top, up blocks take it
    int at = 0;                       // next block
};

/// Form of a stack of blocks.
struct StackShape {
    int blocks = 0;
    /// Blocks that a probe may use: all of Wan's, the double-stream ones elsewhere.
    int probe_blocks = 0;
    /// Relative cost of each block; they add up to 1.
    std::vector<double> cost;
};

/// What a prompt (and an image) became. Prepared once per run and branch by Denoiser::prepare.
struct Conditioning {
    at::Tensor context;          // [B, l, text_dim] real rows of the text embedding; l <= text_len
    at::Tensor mask;             // [B, l], 0 where a row of the context is padding that nobody may
                                 // look at, the same rows in every sample; undefined: none is
    at::Tensor pooled;           // [B, pooled_dim] the whole text as one vector; dual-stream only
    double guidance = 1.0;       // as users give it, for models that take it as an input
    at::Tensor clip_features;    // [B, 257, image_dim]; image-to-video only
    at::Tensor latents;          // [B, C_cond, T, h, w] joined to the latents on the channel axis;
                                 // image-to-video only
    at::Tensor prepared;         // context after the model's own projection; filled in by prepare()
    at::Tensor prepared_clip;    // clip_features after the model's own projection; likewise
    at::Tensor prepared_bias;    // [1, 1, 1, rows] log of how many rows of the padded context each
                                 // prepared row stands for
    at::Tensor prepared_vector;  // [B, D] what pooled text and guidance add to the time embedding
    at::Tensor prepared_pooled;  // [B, D] what the context's mean adds to that of the refiner
};

/// What every block of one forward shares.
struct BlockContext {
    at::Tensor time_embedding;  // [B, D]
    at::Tensor modulation;      // Wan: [B, 6, D]; dual-stream: its SiLU, [B, D]
    at::Tensor
        text;  // [B, rows, D] projected text; equal padding rows are kept once, see text_bias
    at::Tensor
        text_bias;  // [1, 1, 1, rows] added to the attention scores of text rows; undefined: none
    at::Tensor image_text;           // [B, 257, D] projected image states; undefined without
    at::Tensor rope_cos;             // [L_image, head_dim / 2] f32
    at::Tensor rope_sin;             // [L_image, head_dim / 2] f32
    std::vector<std::int64_t> grid;  // tokens along time, height, width
    double attention_share = 0;      // of a block's multiply-adds, that its self-attention takes at
                                     // this size; 0 for a U-Net, which asks no hook
    double mlp_share = 0;            // likewise its MLP, of all tokens
    BlockHook* hook = nullptr;       // borrowed; null: every block computes its own
};

/// What `attend()` gives, an Attended, or what the context's hook puts in its place.
template <typename Attend>
[[nodiscard]] Attended attended_by(const BlockContext& context, int block, const Attend& attend) {
    return context.hook == nullptr ? attend() : context.hook->attend(block, attend);
}

/// What the MLP gives, or what the context's hook puts in its place. input, compute: as in Mlp.
template <typename Input, typename Compute>
[[nodiscard]] at::Tensor mlp_by(const BlockContext& context,
                                int block,
                                MlpTokens tokens,
                                const Input& input,
                                const Compute& compute) {
    if (context.hook == nullptr) return compute(input());
    return context.hook->mlp(
        {.block = block, .tokens = tokens, .input = input, .compute = compute});
}

/// A diffusion model as a list of blocks: embed → blocks → head. All calls on the engine thread.
class Denoiser {
public:
    virtual ~Denoiser() = default;
    [[nodiscard]] virtual const StackShape& shape() const = 0;
    /// Does the part of the conditioning that is the same at every step.
    [[nodiscard]] virtual Conditioning prepare(const Conditioning& conditioning) = 0;
    /// latents: [B, C, T, h, w]; t: timestep on the model's own scale. conditioning: prepared.
    [[nodiscard]] virtual Streams embed(const at::Tensor& latents,
                                        double t,
                                        const Conditioning& conditioning,
                                        BlockContext& context) = 0;
    /// Runs block `index`, which must be streams.at.
    [[nodiscard]] virtual Streams run_block(int index,
                                            const Streams& streams,
                                            const BlockContext& context) = 0;
    /// What the attention of the first block reads of the image: its input after the norm and the
    /// modulation, [B, L, D]. Undefined for a U-Net. input: from embed().
    [[nodiscard]] virtual at::Tensor modulated_input(const Streams& input,
                                                     const BlockContext& context) {
        static_cast<void>(input);
        static_cast<void>(context);
        return {};
    }
    /// Blocks [first, end) run next, in this order: those that are not on the device may be fetched
    /// before their turn, and no others.
    virtual void will_run(int first, int end) {
        static_cast<void>(first);
        static_cast<void>(end);
    }
    /// How many times a block came to the device while the model ran; 0 where all of them lie
    /// there.
    [[nodiscard]] virtual std::int64_t fetched_blocks() const { return 0; }
    /// → [B, C, T, h, w] f32: the predicted velocity (epsilon for a U-Net).
    [[nodiscard]] virtual at::Tensor head(const Streams& streams, const BlockContext& context) = 0;
    /// Bytes of its weights.
    [[nodiscard]] virtual std::int64_t weight_bytes() const = 0;
};

}  // namespace plumbline::models
