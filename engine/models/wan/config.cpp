// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/wan/config.h"

#include "base/error.h"
#include "models/detect.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace plumbline::models::wan {
namespace {

using Shape = std::vector<std::int64_t>;

constexpr std::string_view kTitle = "Wan";

std::int64_t head_count(const Config& config, const ConfigHints& hints, const std::string& origin) {
    const std::int64_t heads = hints.heads      ? *hints.heads
                               : hints.head_dim ? config.dim / *hints.head_dim
                                                : config.dim / 128;
    if (heads <= 0 || config.dim % heads != 0 || (config.dim / heads) % 2 != 0 ||
        config.dim / heads < 6) {
        throw Error(ErrorKind::Input,
                    fmt::format("{}: a width of {} cannot be split into {} heads", origin,
                                config.dim, heads),
                    "put the right \"num_heads\" into config.json beside the weights");
    }
    if (hints.head_dim && *hints.head_dim * heads != config.dim) {
        throw Error(ErrorKind::Input,
                    fmt::format("{}: {} heads of {} are not the width {}", hints.origin, heads,
                                *hints.head_dim, config.dim),
                    "correct config.json");
    }
    return heads;
}

}  // namespace

std::array<std::int64_t, 3> Config::rope_axes() const {
    const std::int64_t side = 2 * (head_dim() / 6);
    return {head_dim() - 2 * side, side, side};
}

Config detect_config(const tensor_io::WeightMap& weights, const ConfigHints& hints) {
    Config config;
    const Shape patch = shape_of(weights, "patch_embedding.weight", 5, kTitle);
    if (patch[2] != 1 || patch[3] != 2 || patch[4] != 2) {
        throw Error(ErrorKind::Input,
                    fmt::format("{}: patch_embedding.weight has shape [{}]", weights.origin,
                                fmt::join(patch, ", ")),
                    "only patches of 1×2×2 are Wan 2.1");
    }
    config.dim = patch[0];
    config.in_channels = patch[1];
    config.text_dim = shape_of(weights, "text_embedding.0.weight", 2, kTitle)[1];
    config.freq_dim = shape_of(weights, "time_embedding.0.weight", 2, kTitle)[1];
    if (config.freq_dim % 2 != 0) {
        throw Error(
            ErrorKind::Input,
            fmt::format("{}: time_embedding.0.weight takes {} values", weights.origin,
                        config.freq_dim),
            "a Wan model takes sines and cosines there, an even number; is this file complete?");
    }
    config.ffn_dim = shape_of(weights, "blocks.0.ffn.0.weight", 2, kTitle)[0];
    config.out_channels = shape_of(weights, "head.head.weight", 2, kTitle)[0] / 4;
    config.layers = count_numbered(weights, "blocks.");
    config.text_len = hints.text_len.value_or(512);
    config.eps = hints.eps.value_or(1e-6);
    if (weights.contains("vace_patch_embedding.weight")) {
        throw Error(ErrorKind::Input, fmt::format("{} is a VACE model", weights.origin),
                    "use a Wan 2.1 text-to-video or image-to-video model");
    }
    if (weights.contains("img_emb.proj.0.weight")) {
        config.image_dim = shape_of(weights, "img_emb.proj.0.weight", 1, kTitle)[0];
    }
    config.heads = head_count(config, hints, weights.origin);
    expect_equal(weights, hints, "dim", hints.dim, config.dim);
    expect_equal(weights, hints, "num_layers", hints.layers, config.layers);
    expect_equal(weights, hints, "ffn_dim", hints.ffn_dim, config.ffn_dim);
    return config;
}

std::vector<std::pair<std::string, Shape>> parameters(const Config& config) {
    std::vector<std::pair<std::string, Shape>> list;
    const std::int64_t d = config.dim;
    const auto linear = [&list](const std::string& name, std::int64_t out, std::int64_t in) {
        list_linear(list, name, out, in);
    };
    list.emplace_back("patch_embedding.weight", Shape{d, config.in_channels, 1, 2, 2});
    list.emplace_back("patch_embedding.bias", Shape{d});
    linear("text_embedding.0", d, config.text_dim);
    linear("text_embedding.2", d, d);
    linear("time_embedding.0", d, config.freq_dim);
    linear("time_embedding.2", d, d);
    linear("time_projection.1", 6 * d, d);
    for (int i = 0; i < config.layers; ++i) {
        const std::string block = fmt::format("blocks.{}.", i);
        list.emplace_back(block + "modulation", Shape{1, 6, d});
        for (const char* attention : {"self_attn", "cross_attn"}) {
            for (const char* part : {"q", "k", "v", "o"}) {
                linear(fmt::format("{}{}.{}", block, attention, part), d, d);
            }
            list.emplace_back(fmt::format("{}{}.norm_q.weight", block, attention), Shape{d});
            list.emplace_back(fmt::format("{}{}.norm_k.weight", block, attention), Shape{d});
        }
        if (config.image_to_video()) {
            linear(block + "cross_attn.k_img", d, d);
            linear(block + "cross_attn.v_img", d, d);
            list.emplace_back(block + "cross_attn.norm_k_img.weight", Shape{d});
        }
        list.emplace_back(block + "norm3.weight", Shape{d});
        list.emplace_back(block + "norm3.bias", Shape{d});
        linear(block + "ffn.0", config.ffn_dim, d);
        linear(block + "ffn.2", d, config.ffn_dim);
    }
    linear("head.head", 4 * config.out_channels, d);
    list.emplace_back("head.modulation", Shape{1, 2, d});
    if (config.image_to_video()) {
        list.emplace_back("img_emb.proj.0.weight", Shape{config.image_dim});
        list.emplace_back("img_emb.proj.0.bias", Shape{config.image_dim});
        linear("img_emb.proj.1", config.image_dim, config.image_dim);
        linear("img_emb.proj.3", d, config.image_dim);
        list.emplace_back("img_emb.proj.4.weight", Shape{d});
        list.emplace_back("img_emb.proj.4.bias", Shape{d});
    }
    return list;
}

}  // namespace plumbline::models::wan
