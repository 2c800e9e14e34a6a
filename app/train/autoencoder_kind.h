// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tensor_io/weight_map.h"
#include "train/parameters.h"
#include "vae/vae.h"

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace plumbline::train {

/// An autoencoder as its training sees it: both ways whole and differentiable.
class AutoencoderNetwork {
public:
    virtual ~AutoencoderNetwork() = default;
    /// [B, 3, F, H, W] → mean and log-variance [B, 2 · C, T, h, w], not normalised.
    [[nodiscard]] virtual at::Tensor posterior(const at::Tensor& pixels) const = 0;
    /// [B, C, T, h, w], not normalised → pixels, not clamped.
    [[nodiscard]] virtual at::Tensor decode(const at::Tensor& latents) const = 0;
};

/// One family's autoencoder, small.
struct AutoencoderKind {
    std::string_view family;  // as models::Family::id
    std::int64_t latent_channels;
    int size, frames;  // of the training clips; a picture has one frame
    int crop, batch;   // usual side of a crop and crops a step
    /// The 1×1 convolutions before and after the latents, into which finishing writes the latents'
    /// statistics.
    std::string_view into_latents, out_of_latents;
    /// Name and shape of every tensor; base: width of the first level.
    ParameterList (*parameters)(std::int64_t base);
    /// Weights to start from: those of this kind, or of a simpler one that can be made into it.
    tensor_io::WeightMap (*start)(const tensor_io::WeightMap& weights);
    /// Standard deviation of a tensor's first values, 0 for all-zero; norms are not asked for.
    double (*deviation_at_start)(const std::string& name, double fan_in);
    std::unique_ptr<AutoencoderNetwork> (*network)(const tensor_io::WeightMap& weights);
    /// The autoencoder as a model has it.
    std::unique_ptr<vae::Vae> (*open)(const tensor_io::WeightMap& weights);
    /// config.json beside the weights; empty where the tensors tell everything.
    std::string (*config)();
};

[[nodiscard]] std::span<const AutoencoderKind> autoencoder_kinds();
/// Throws Error{Usage} for a family without one.
[[nodiscard]] const AutoencoderKind& autoencoder_kind(std::string_view family);

}  // namespace plumbline::train
