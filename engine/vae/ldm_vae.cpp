// SPDX-License-Identifier: GPL-3.0-or-later
#include "vae/ldm_vae.h"

#include "base/check.h"
#include "base/error.h"

#include <ATen/ATen.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace plumbline::vae {
namespace {

void check_groups(const ldm::Plan& plan, std::int64_t groups, const std::string& origin) {
    for (const std::int64_t width : plan.widths) {
        if (width % groups == 0) continue;
        throw Error(
            ErrorKind::Input,
            fmt::format("{}: norms of {} channels have no {} groups", origin, width, groups),
            "put the config.json of the autoencoder beside it: it says norm_num_groups");
    }
}

}  // namespace

LdmVae::LdmVae(const tensor_io::WeightMap& weights,
               std::string_view title,
               Scaling scaling,
               const VaeHints& hints,
               const tensor_io::Placement& placement)
    : plan_(ldm::detect_plan(weights)), placement_(placement) {
    scaling_.scale = hints.scaling_factor.value_or(scaling.scale);
    scaling_.shift = hints.shift_factor.value_or(scaling.shift);
    groups_ = hints.norm_groups.value_or(groups_);
    check_groups(plan_, groups_, weights.origin);
    const tensor_io::WeightScope scope(weights, placement);
    network_ = ldm::take_autoencoder(
        plan_, [&](const std::string& name, const std::vector<std::int64_t>& shape) {
            return scope.tensor(name, shape);
        });
    scope.expect_all_taken(title);
    weight_bytes_ = scope.taken_bytes();
}

at::Tensor LdmVae::placed(const at::Tensor& x) const {
    return x.to(placement_.device, placement_.dtype);
}

void LdmVae::expect_latents(const at::Tensor& z) const {
    PLUMBLINE_CHECK(z.dim() == 5 && z.size(1) == plan_.latent_channels,
                    "latents must be [B, {}, T, h, w]", plan_.latent_channels);
}

at::Tensor LdmVae::run_encoder(const at::Tensor& pixels, const Checkpoint& checkpoint) const {
    at::Tensor moments = network_.encoder.run(pixels, groups_, checkpoint);
    if (plan_.quant) moments = network_.quant.run(moments);
    return moments.narrow(1, 0, plan_.latent_channels);
}

at::Tensor LdmVae::run_decoder(const at::Tensor& latents, const Checkpoint& checkpoint) const {
    return network_.decoder.run(plan_.quant ? network_.post_quant.run(latents) : latents, groups_,
                                checkpoint);
}

at::Tensor LdmVae::encode(const at::Tensor& pixels, const DecodeOptions& options) {
    return normalise(posterior_mean(pixels, options)).to(at::kFloat);
}

at::Tensor LdmVae::normalise(const at::Tensor& mean) const {
    return (mean - scaling_.shift) * scaling_.scale;
}
at::Tensor LdmVae::denormalise(const at::Tensor& z) const {
    return z / scaling_.scale + scaling_.shift;
}

std::string ldm_facts(const tensor_io::WeightMap& canonical) {
    const ldm::Plan plan = ldm::detect_plan(canonical);
    return fmt::format("{} latent channels, widths {}", plan.latent_channels,
                       fmt::join(plan.widths, ", "));
}

ParameterList ldm_parameters(const tensor_io::WeightMap& canonical) {
    return ldm::parameters(ldm::detect_plan(canonical));
}

std::int64_t ldm_latent_channels(const tensor_io::WeightMap& canonical) {
    return ldm::detect_plan(canonical).latent_channels;
}

}  // namespace plumbline::vae
