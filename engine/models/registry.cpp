// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/registry.h"

#include "base/check.h"
#include "models/flux/denoiser.h"
#include "models/hunyuan/denoiser.h"
#include "models/unet/denoiser.h"
#include "models/wan/denoiser.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <array>

namespace plumbline::models {
namespace {

DenoiserSizes wan_sizes(const tensor_io::WeightMap& canonical, const ConfigHints& hints) {
    const wan::Config config = wan::detect_config(canonical, hints);
    return {.dim = config.dim,
            .ffn_dim = config.ffn_dim,
            .heads = config.heads,
            .blocks = config.layers,
            .probe_blocks = config.layers,
            .in_channels = config.in_channels,
            .out_channels = config.out_channels,
            .text_dim = config.text_dim,
            .text_len = config.text_len,
            .image_dim = config.image_dim,
            .parameters = wan::parameters(config)};
}

TimeSignal wan_time_signal(const tensor_io::WeightMap& canonical,
                           const ConfigHints& hints,
                           const tensor_io::Placement& placement) {
    const wan::TimeEmbedding embedding(tensor_io::WeightScope(canonical, placement),
                                       wan::detect_config(canonical, hints));
    return [embedding](double t, BlockContext& context) {
        const wan::TimePart time =
            embedding.at(at::full({1}, t, at::TensorOptions().dtype(at::kDouble)));
        context.time_embedding = time.embedding;
        context.modulation = time.modulation;
    };
}

/// Config: of a dual-stream family.
template <typename Config>
DenoiserSizes dual_stream_sizes(const Config& config) {
    return {.dim = config.stack.dim,
            .ffn_dim = config.stack.mlp_dim,
            .heads = config.stack.heads,
            .blocks = config.stack.blocks(),
            .probe_blocks = config.stack.double_blocks,
            .dual_stream = true,
            .in_channels = config.ends.in_channels,
            .out_channels = config.ends.out_channels,
            .text_dim = config.text_dim,
            .text_len = config.text_len,
            .pooled_dim = config.ends.pooled_dim,
            .takes_guidance = config.ends.guidance,
            .parameters = parameters(config)};
}

DenoiserSizes hunyuan_sizes(const tensor_io::WeightMap& canonical, const ConfigHints& hints) {
    return dual_stream_sizes(hunyuan::detect_config(canonical, hints));
}

DenoiserSizes flux_sizes(const tensor_io::WeightMap& canonical, const ConfigHints& hints) {
    return dual_stream_sizes(flux::detect_config(canonical, hints));
}

DenoiserSizes unet_sizes(const tensor_io::WeightMap& canonical, const ConfigHints& hints) {
    const unet::Config config = unet::detect_config(canonical, hints);
    const StackShape shape = unet::stack_shape(config);
    const std::int64_t width = config.levels.front().channels;
    return {.dim = width,
            .ffn_dim = 4 * width,
            .heads = config.heads,
            .blocks = shape.blocks,
            .probe_blocks = shape.probe_blocks,
            .in_channels = config.in_channels,
            .out_channels = config.out_channels,
            .text_dim = config.text_dim,
            .text_len = unet::kTextRows,
            .parameters = parameters(config)};
}

/// kDetect: the family's detect_config.
template <typename Model, auto kDetect>
std::unique_ptr<Denoiser> open(const tensor_io::WeightMap& canonical,
                               const ConfigHints& hints,
                               const tensor_io::Placement& placement) {
    return std::make_unique<Model>(canonical, kDetect(canonical, hints), placement);
}

constexpr std::array<Family, 4> kFamilies{{
    {"wan", "Wan 2.1", wan::is_wan, wan::canonical_names, wan_sizes,
     open<wan::WanDenoiser, wan::detect_config>, api::Prediction::Velocity, wan::name_table, true,
     wan_time_signal},
    {"hunyuan", "HunyuanVideo", hunyuan::is_hunyuan, hunyuan::canonical_names, hunyuan_sizes,
     open<hunyuan::HunyuanDenoiser, hunyuan::detect_config>, api::Prediction::Velocity,
     hunyuan::name_table, true},
    {"flux", "Flux.1", flux::is_flux, flux::canonical_names, flux_sizes,
     open<flux::FluxDenoiser, flux::detect_config>, api::Prediction::Velocity, flux::name_table,
     true},
    {"sd15", "Stable Diffusion 1.5", unet::is_unet, unet::canonical_names, unet_sizes,
     open<unet::UnetDenoiser, unet::detect_config>, api::Prediction::Epsilon},
}};

}  // namespace

std::span<const Family> families() {
    return kFamilies;
}

const Family* family_of(const tensor_io::WeightMap& weights) {
    const auto family =
        std::ranges::find_if(kFamilies, [&](const Family& entry) { return entry.holds(weights); });
    return family == kFamilies.end() ? nullptr : &*family;
}

const Family& find_family(std::string_view id) {
    const auto family = std::ranges::find(kFamilies, id, &Family::id);
    PLUMBLINE_CHECK(family != kFamilies.end(), "no model family '{}'", id);
    return *family;
}

}  // namespace plumbline::models
