// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/checkpoint.h"
#include "models/ops.h"
#include "tensor_io/weight_map.h"

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

/// The autoencoder of latent diffusion: residual blocks with group norms, one attention in the
/// middle. In two dimensions for pictures [N, C, H, W], and causal in three for clips
/// [B, C, T, H, W]. Source: engine specification 4.2 and 4.3.
namespace plumbline::vae::ldm {

/// Sizes of such an autoencoder; four levels, 8× in space.
struct Plan {
    std::int64_t latent_channels = 4;
    std::vector<std::int64_t> widths;  // a level, the largest picture's first
    int blocks = 2;                    // residual blocks a level; the decoder has one more
    bool causal = false;               // clips: 4× in time
    bool quant = true;                 // 1×1 convolutions around the latents
};

/// Canonical names are those of diffusers. Throws Error{Input} when the tensors make no such
/// autoencoder; that each has its shape is checked when they are taken.
[[nodiscard]] Plan detect_plan(const tensor_io::WeightMap& canonical);

/// Gives the tensor of this name and shape.
using Source =
    std::function<at::Tensor(const std::string& name, const std::vector<std::int64_t>& shape)>;

/// Same size in, same size out but for the strides. Pictures: zeros around. Clips: the border
/// repeated, in time only before.
struct Convolution {
    at::Tensor weight, bias;  // [out, in, (kt,) kh, kw]
    [[nodiscard]] at::Tensor run(at::Tensor x, const std::vector<std::int64_t>& strides = {}) const;
};
struct Norm {
    at::Tensor weight, bias;  // [C]
};
struct ResidualBlock {
    Norm norm1, norm2;
    Convolution conv1, conv2;
    Convolution shortcut;  // weight undefined: identity
};
/// One head over all positions; in clips a frame sees itself and what came before.
struct AttentionBlock {
    Norm norm;
    models::Linear q, k, v, out;
};
struct Resampler {
    Convolution conv;
    bool up = false;
    std::int64_t time_factor = 1;  // besides 2× in space
};
using Layer = std::variant<ResidualBlock, AttentionBlock, Resampler>;

/// conv_in → layers → norm, SiLU, conv_out: one half of the autoencoder.
struct Coder {
    Convolution conv_in, conv_out;
    Norm norm_out;
    std::vector<Layer> layers;
    /// x: pictures or clips. groups: of every norm. Asks the checkpoint before every layer.
    [[nodiscard]] at::Tensor run(const at::Tensor& x,
                                 std::int64_t groups,
                                 const Checkpoint& checkpoint) const;
};

struct Autoencoder {
    Coder encoder, decoder;
    Convolution quant, post_quant;  // weight undefined: there is none
};
[[nodiscard]] Autoencoder take_autoencoder(const Plan& plan, const Source& source);

/// Name and shape of every tensor, canonical names.
[[nodiscard]] std::vector<std::pair<std::string, std::vector<std::int64_t>>> parameters(
    const Plan& plan);

/// Names of latent diffusion (and of ComfyUI), of BFL, of diffusers old and new, behind a common
/// prefix or none → those of diffusers now. Attention weights saved as 1×1 convolutions become
/// matrices. Other names stay as they are, so that a strict load can name them.
[[nodiscard]] tensor_io::WeightMap canonical_names(const tensor_io::WeightMap& weights);

}  // namespace plumbline::vae::ldm
