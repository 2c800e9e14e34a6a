// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tensor_io/weight_map.h"
#include "tensor_io/weight_scope.h"
#include "vae/registry.h"
#include "vae/vae.h"
#include "vae/wan_vae_layers.h"

#include <array>
#include <string>
#include <utility>
#include <vector>

namespace plumbline::vae {

/// Published statistics of the 16 latent channels; model latents are (mean - kWanLatentMean) /
/// kWanLatentStd.
inline constexpr std::array<double, 16> kWanLatentMean{
    -0.7571, -0.7089, -0.9113, 0.1075,  -0.1745, 0.9653,  -0.1517, 1.5508,
    0.4134,  -0.0715, 0.5517,  -0.3632, -0.1922, -0.9497, 0.2503,  -0.2921};
inline constexpr std::array<double, 16> kWanLatentStd{
    2.8184, 1.4541, 2.3275, 2.6558, 1.2196, 1.7708, 2.6052, 2.0743,
    3.2687, 2.1526, 2.8652, 1.5579, 1.6382, 1.1253, 2.8251, 1.9160};

/// Wan 2.1 causal 3-D autoencoder: 16 channels, 8× in space, 4× in time. Source: engine
/// specification 4.1.
class WanVae final : public Vae {
public:
    /// weights: canonical (original) names, every one must be used. The base width is read from
    /// them. Throws Error{Input}.
    WanVae(const tensor_io::WeightMap& weights, const tensor_io::Placement& placement);

    void decode(const at::Tensor& z, const DecodeOptions& options, const FrameSink& sink) override;
    [[nodiscard]] at::Tensor encode(const at::Tensor& pixels,
                                    const DecodeOptions& options) override;
    [[nodiscard]] std::int64_t frames_of(std::int64_t latent_frames) const override {
        return (latent_frames - 1) * 4 + 1;
    }
    [[nodiscard]] std::int64_t weight_bytes() const override { return weight_bytes_; }

    /// [B, 3, F, H, W] → posterior mean and log-variance, [B, 32, T, h, w], not normalised. Whole
    /// clip, differentiable.
    [[nodiscard]] at::Tensor posterior(const at::Tensor& pixels,
                                       const DecodeOptions& options) const;
    /// The first half of posterior().
    [[nodiscard]] at::Tensor posterior_mean(const at::Tensor& pixels,
                                            const DecodeOptions& options) const override;
    /// Differentiable. Never in tiles.
    [[nodiscard]] at::Tensor decode_raw(const at::Tensor& latents,
                                        const DecodeOptions& options) const override;
    /// (x - mean) / std and its inverse.
    [[nodiscard]] at::Tensor normalise(const at::Tensor& mean) const override;
    [[nodiscard]] at::Tensor denormalise(const at::Tensor& z) const override;

private:
    void decode_chunks(const at::Tensor& latents,
                       const DecodeOptions& options,
                       const FrameSink& sink) const;

    wan::Network encoder_, decoder_;
    wan::CausalConv quant_, post_quant_;  // 1×1×1
    at::Tensor mean_, std_;               // [1, 16, 1, 1, 1]
    tensor_io::Placement placement_;
    std::int64_t weight_bytes_ = 0;
};

/// Original, diffusers and prefixed (ComfyUI, Kijai) names → original names.
[[nodiscard]] tensor_io::WeightMap canonical_wan_vae_names(const tensor_io::WeightMap& weights);
[[nodiscard]] const VaeEntry& wan_vae_entry();
[[nodiscard]] bool is_wan_vae(const tensor_io::WeightMap& weights);
/// Name and shape of every tensor of such an autoencoder of this base width (96 in Wan 2.1),
/// original names.
[[nodiscard]] std::vector<std::pair<std::string, std::vector<std::int64_t>>> wan_vae_parameters(
    std::int64_t base);

}  // namespace plumbline::vae
