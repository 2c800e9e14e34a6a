// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/hunyuan/config.h"

#include "base/error.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace plumbline::models::hunyuan {
namespace {

constexpr std::string_view kTitle = "HunyuanVideo";
constexpr const char* kRefiner = "txt_in.individual_token_refiner.blocks.";

}  // namespace

Config detect_config(const tensor_io::WeightMap& weights, const ConfigHints& hints) {
    Config config;
    const std::vector<std::int64_t> patch = shape_of(weights, "img_in.proj.weight", 5, kTitle);
    if (patch[2] != 1 || patch[3] != 2 || patch[4] != 2) {
        throw Error(ErrorKind::Input,
                    fmt::format("{}: img_in.proj.weight has shape [{}]", weights.origin,
                                fmt::join(patch, ", ")),
                    "only patches of 1×2×2 are HunyuanVideo");
    }
    config.stack.dim = patch[0];
    config.stack = detect_dual_stream(weights, hints, config.stack, kTitle);
    config.ends = detect_ends(weights, kTitle);
    config.ends.in_channels = patch[1];
    if (config.ends.in_channels != config.ends.out_channels) {
        throw Error(ErrorKind::Input,
                    fmt::format("{} makes {} latent channels out of {}, as models that start from "
                                "an image do",
                                weights.origin, config.ends.out_channels, config.ends.in_channels),
                    "use a HunyuanVideo text-to-video model");
    }
    config.text_dim = shape_of(weights, "txt_in.input_embedder.weight", 2, kTitle)[1];
    config.text_len = hints.text_len.value_or(config.text_len);
    config.refiner_blocks = count_numbered(weights, kRefiner);
    config.refiner_mlp_dim =
        shape_of(weights, fmt::format("{}0.mlp.0.weight", kRefiner), 2, kTitle)[0];
    return config;
}

std::vector<Parameter> parameters(const Config& config) {
    std::vector<Parameter> list;
    const std::int64_t d = config.stack.dim;
    list.push_back({"img_in.proj.weight", {d, config.ends.in_channels, 1, 2, 2}});
    list.push_back({"img_in.proj.bias", {d}});
    list_linear(list, "txt_in.input_embedder", d, config.text_dim);
    list_embedder(list, "txt_in.t_embedder", d, config.ends.freq_dim);
    list_embedder(list, "txt_in.c_embedder", d, config.text_dim);
    for (int i = 0; i < config.refiner_blocks; ++i) {
        const std::string block = fmt::format("{}{}.", kRefiner, i);
        for (const char* norm : {"norm1", "norm2"}) {
            list.push_back({block + norm + ".weight", {d}});
            list.push_back({block + norm + ".bias", {d}});
        }
        list_linear(list, block + "self_attn.qkv", 3 * d, d);
        list_linear(list, block + "self_attn.proj", d, d);
        list_linear(list, block + "mlp.0", config.refiner_mlp_dim, d);
        list_linear(list, block + "mlp.2", d, config.refiner_mlp_dim);
        list_linear(list, block + "adaLN_modulation.1", 2 * d, d);
    }
    list_ends(list, config.ends, d);
    list_dual_stream(list, config.stack);
    return list;
}

}  // namespace plumbline::models::hunyuan
