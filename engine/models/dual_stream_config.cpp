// SPDX-License-Identifier: GPL-3.0-or-later
// Sizes of a dual-stream model, out of tensors and into a list of them.
#include "base/error.h"
#include "models/dual_stream_denoiser.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <numeric>

namespace plumbline::models {
namespace {

/// 16, 56, 56 of the published head of 128.
std::array<std::int64_t, 3> published_axes(std::int64_t head_dim) {
    const std::int64_t time = 2 * ((head_dim + 15) / 16);
    const std::int64_t side = (head_dim - time) / 2;
    return {head_dim - 2 * side, side, side};
}

std::array<std::int64_t, 3> axes_of(const ConfigHints& hints,
                                    std::int64_t head_dim,
                                    const std::string& origin) {
    std::array<std::int64_t, 3> axes = published_axes(head_dim);
    if (!hints.rope_axes.empty()) std::ranges::copy(hints.rope_axes, axes.begin());
    const bool even = std::ranges::all_of(axes, [](std::int64_t axis) { return axis % 2 == 0; });
    if (!even || std::accumulate(axes.begin(), axes.end(), std::int64_t{0}) != head_dim) {
        throw Error(ErrorKind::Input,
                    fmt::format("{}: a head of {} cannot turn by axes of {}", origin, head_dim,
                                fmt::join(axes, ", ")),
                    "put the right axes (\"rope_axes_dim\" or \"axes_dims_rope\") into config.json "
                    "beside the weights");
    }
    return axes;
}

void list_stream(std::vector<Parameter>& list,
                 const std::string& before,
                 const DualStreamConfig& config) {
    const std::int64_t d = config.dim;
    list_linear(list, before + "_mod.lin", 6 * d, d);
    list_linear(list, before + "_attn.qkv", 3 * d, d);
    list_linear(list, before + "_attn.proj", d, d);
    list.push_back({before + "_attn.norm.query_norm.scale", {config.head_dim()}});
    list.push_back({before + "_attn.norm.key_norm.scale", {config.head_dim()}});
    list_linear(list, before + "_mlp.0", config.mlp_dim, d);
    list_linear(list, before + "_mlp.2", d, config.mlp_dim);
}

}  // namespace

DualStreamConfig detect_dual_stream(const tensor_io::WeightMap& weights,
                                    const ConfigHints& hints,
                                    DualStreamConfig config,
                                    std::string_view model) {
    const std::int64_t head_dim =
        shape_of(weights, "double_blocks.0.img_attn.norm.query_norm.scale", 1, model)[0];
    if (head_dim < 6 || config.dim % head_dim != 0) {
        throw Error(ErrorKind::Input,
                    fmt::format("{}: a width of {} cannot be split into heads of {}",
                                weights.origin, config.dim, head_dim),
                    "get the file again");
    }
    config.heads = config.dim / head_dim;
    config.mlp_dim = shape_of(weights, "double_blocks.0.img_mlp.0.weight", 2, model)[0];
    config.double_blocks = count_numbered(weights, "double_blocks.");
    config.single_blocks = count_numbered(weights, "single_blocks.");
    config.rope_axes = axes_of(hints, head_dim, weights.origin);
    config.rope_theta = hints.rope_theta.value_or(config.rope_theta);
    expect_equal(weights, hints, "num_attention_heads", hints.heads, config.heads);
    expect_equal(weights, hints, "attention_head_dim", hints.head_dim, head_dim);
    expect_equal(weights, hints, "num_layers", hints.layers, config.double_blocks);
    return config;
}

void list_dual_stream(std::vector<Parameter>& list, const DualStreamConfig& config) {
    const std::int64_t d = config.dim;
    for (int i = 0; i < config.double_blocks; ++i) {
        list_stream(list, fmt::format("double_blocks.{}.img", i), config);
        list_stream(list, fmt::format("double_blocks.{}.txt", i), config);
    }
    for (int i = 0; i < config.single_blocks; ++i) {
        const std::string block = fmt::format("single_blocks.{}.", i);
        list_linear(list, block + "modulation.lin", 3 * d, d);
        list_linear(list, block + "linear1", 3 * d + config.mlp_dim, d);
        list_linear(list, block + "linear2", d, d + config.mlp_dim);
        list.push_back({block + "norm.query_norm.scale", {config.head_dim()}});
        list.push_back({block + "norm.key_norm.scale", {config.head_dim()}});
    }
}

DualStreamEnds detect_ends(const tensor_io::WeightMap& weights, std::string_view model) {
    DualStreamEnds ends;
    ends.freq_dim = shape_of(weights, "time_in.in_layer.weight", 2, model)[1];
    if (ends.freq_dim % 2 != 0) {
        throw Error(ErrorKind::Input,
                    fmt::format("{}: time_in.in_layer.weight takes {} values", weights.origin,
                                ends.freq_dim),
                    fmt::format("a {} model takes sines and cosines there, an even number; is this "
                                "file complete?",
                                model));
    }
    ends.pooled_dim = shape_of(weights, "vector_in.in_layer.weight", 2, model)[1];
    ends.out_channels = shape_of(weights, "final_layer.linear.weight", 2, model)[0] / 4;
    ends.guidance = weights.contains("guidance_in.in_layer.weight");
    return ends;
}

void list_embedder(std::vector<Parameter>& list,
                   const std::string& name,
                   std::int64_t dim,
                   std::int64_t in) {
    list_linear(list, name + ".in_layer", dim, in);
    list_linear(list, name + ".out_layer", dim, dim);
}

void list_ends(std::vector<Parameter>& list, const DualStreamEnds& ends, std::int64_t dim) {
    list_embedder(list, "time_in", dim, ends.freq_dim);
    list_embedder(list, "vector_in", dim, ends.pooled_dim);
    if (ends.guidance) list_embedder(list, "guidance_in", dim, ends.freq_dim);
    list_linear(list, "final_layer.adaLN_modulation.1", 2 * dim, dim);
    list_linear(list, "final_layer.linear", 4 * ends.out_channels, dim);
}

}  // namespace plumbline::models
