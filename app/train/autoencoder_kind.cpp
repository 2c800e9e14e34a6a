// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/autoencoder_kind.h"

#include "base/error.h"
#include "vae/hunyuan_vae.h"
#include "vae/image_vae.h"
#include "vae/ldm_coder.h"
#include "vae/wan_vae.h"

#include <ATen/ATen.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <array>
#include <cmath>

namespace plumbline::train {
namespace {

/// Groups of every norm of the small autoencoders of latent diffusion: the published 32 would
/// leave one channel to a group.
constexpr std::int64_t kNormGroups = 8;

class WanNetwork final : public AutoencoderNetwork {
public:
    explicit WanNetwork(const tensor_io::WeightMap& weights) : model_(weights, {}) {}
    at::Tensor posterior(const at::Tensor& pixels) const override {
        return model_.posterior(pixels, whole_);
    }
    at::Tensor decode(const at::Tensor& latents) const override {
        return model_.decode_raw(latents, whole_);
    }

private:
    vae::WanVae model_;
    vae::DecodeOptions whole_{.latents_per_chunk = 1 << 20, .tiling = {}, .checkpoint = {}};
};

/// Pictures or clips, by the plan that the tensors make.
class LdmNetwork final : public AutoencoderNetwork {
public:
    explicit LdmNetwork(const tensor_io::WeightMap& weights)
        : plan_(vae::ldm::detect_plan(weights)),
          network_(vae::ldm::take_autoencoder(
              plan_,
              [&](const std::string& name, const std::vector<std::int64_t>&) {
                  return weights.tensor(name);
              })) {}
    at::Tensor posterior(const at::Tensor& pixels) const override {
        const at::Tensor moments =
            network_.quant.run(network_.encoder.run(as_input(pixels), kNormGroups, {}));
        return plan_.causal ? moments : moments.unsqueeze(2);
    }
    at::Tensor decode(const at::Tensor& latents) const override {
        const at::Tensor pixels =
            network_.decoder.run(network_.post_quant.run(as_input(latents)), kNormGroups, {});
        return plan_.causal ? pixels : pixels.unsqueeze(2);
    }

private:
    /// A picture has no time axis inside.
    [[nodiscard]] at::Tensor as_input(const at::Tensor& x) const {
        return plan_.causal ? x : x.squeeze(2);
    }
    vae::ldm::Plan plan_;
    vae::ldm::Autoencoder network_;
};

ParameterList ldm_parameters(std::int64_t channels, std::int64_t base, int blocks, bool causal) {
    return vae::ldm::parameters({.latent_channels = channels,
                                 .widths = {base, 2 * base, 4 * base, 4 * base},
                                 .blocks = blocks,
                                 .causal = causal,
                                 .quant = true});
}

double wan_deviation(const std::string& name, double fan_in) {
    const bool quiet =
        name.find("residual.6") != std::string::npos || name.find("proj") != std::string::npos;
    return (quiet ? 0.5 : 1.3) / std::sqrt(fan_in);
}

double ldm_deviation(const std::string& name, double fan_in) {
    const bool quiet =
        name.find("conv2.") != std::string::npos || name.find("to_out") != std::string::npos;
    return (quiet ? 0.5 : 1.3) / std::sqrt(fan_in);
}

tensor_io::WeightMap as_they_are(const tensor_io::WeightMap& weights) {
    return weights;
}

/// Halving kernels of pictures begin at the pixel itself, those of clips one before it: moved by
/// one, the last two of the old places share the new last one. kernel: [out, in, 3, 3].
at::Tensor moved_by_one(const at::Tensor& kernel) {
    const auto moved_along = [](const at::Tensor& x, std::int64_t axis) {
        const at::Tensor first = x.narrow(axis, 0, 1);
        return at::cat({at::zeros_like(first), first, x.narrow(axis, 1, 1) + x.narrow(axis, 2, 1)},
                       axis);
    };
    return moved_along(moved_along(kernel, 2), 3);
}

/// An autoencoder of pictures as one of clips that looks at each frame alone: every kernel becomes
/// the last of a causal one. Clips go through it as they are.
tensor_io::WeightMap inflated(const tensor_io::WeightMap& weights) {
    const auto is_convolution = [&](const std::string& layer) {
        return weights.contains(layer + ".weight") &&
               weights.entry(layer + ".weight").shape.size() == 4;
    };
    tensor_io::WeightMap result;
    result.origin = weights.origin;
    for (const auto& [name, entry] : weights.entries()) {
        const std::size_t dot = name.rfind('.');
        const std::string layer = name.substr(0, dot);
        at::Tensor value = weights.tensor(name);
        if (!is_convolution(layer)) {
            result.add(name, value);
            continue;
        }
        if (value.dim() == 4) {
            if (layer.find("downsamplers") != std::string::npos) value = moved_by_one(value);
            const std::int64_t before = value.size(2) - 1;
            value = at::constant_pad_nd(value.unsqueeze(2), {0, 0, 0, 0, before, 0});
        }
        const bool is_wrapped = !layer.ends_with("quant_conv");
        result.add(is_wrapped ? layer + ".conv" + name.substr(dot) : name, value);
    }
    return result;
}

template <typename Network>
std::unique_ptr<AutoencoderNetwork> make_network(const tensor_io::WeightMap& weights) {
    return std::make_unique<Network>(weights);
}

template <typename Model>
std::unique_ptr<vae::Vae> open_ldm(const tensor_io::WeightMap& weights) {
    vae::VaeHints hints;
    hints.norm_groups = kNormGroups;
    return std::make_unique<Model>(weights, hints, tensor_io::Placement{});
}

std::string ldm_config() {
    return nlohmann::ordered_json{{"norm_num_groups", kNormGroups}}.dump(2) + "\n";
}

constexpr AutoencoderKind picture_kind(std::string_view family,
                                       std::int64_t channels,
                                       ParameterList (*parameters)(std::int64_t)) {
    return {.family = family,
            .latent_channels = channels,
            .size = 128,
            .frames = 1,
            .crop = 64,
            .batch = 16,
            .into_latents = "quant_conv",
            .out_of_latents = "post_quant_conv",
            .parameters = parameters,
            .start = as_they_are,
            .deviation_at_start = ldm_deviation,
            .network = make_network<LdmNetwork>,
            .open = open_ldm<vae::ImageVae>,
            .config = ldm_config};
}

constexpr std::array<AutoencoderKind, 4> kKinds{{
    {.family = "wan",
     .latent_channels = 16,
     .size = 64,
     .frames = 17,
     .crop = 32,
     .batch = 4,
     .into_latents = "conv1",
     .out_of_latents = "conv2",
     .parameters = [](std::int64_t base) -> ParameterList { return vae::wan_vae_parameters(base); },
     .start = as_they_are,
     .deviation_at_start = wan_deviation,
     .network = make_network<WanNetwork>,
     .open = [](const tensor_io::WeightMap& weights) -> std::unique_ptr<vae::Vae> {
         return std::make_unique<vae::WanVae>(weights, tensor_io::Placement{});
     },
     .config = [] { return std::string(); }},
    {.family = "hunyuan",
     .latent_channels = 16,
     .size = 64,
     .frames = 17,
     .crop = 32,
     .batch = 4,
     .into_latents = "quant_conv",
     .out_of_latents = "post_quant_conv",
     .parameters = [](std::int64_t base) { return ldm_parameters(16, base, 1, /*causal=*/true); },
     .start = inflated,
     .deviation_at_start = ldm_deviation,
     .network = make_network<LdmNetwork>,
     .open = open_ldm<vae::HunyuanVae>,
     .config = ldm_config},
    picture_kind("flux", 16, [](std::int64_t base) { return ldm_parameters(16, base, 1, false); }),
    picture_kind("sd15", 4, [](std::int64_t base) { return ldm_parameters(4, base, 1, false); }),
}};

}  // namespace

std::span<const AutoencoderKind> autoencoder_kinds() {
    return kKinds;
}

const AutoencoderKind& autoencoder_kind(std::string_view family) {
    for (const AutoencoderKind& kind : kKinds) {
        if (kind.family == family) return kind;
    }
    throw Error(ErrorKind::Usage, fmt::format("no autoencoder is trained for '{}'", family),
                "give --family wan, hunyuan, flux or sd15");
}

}  // namespace plumbline::train
