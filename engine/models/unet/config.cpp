// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/unet/config.h"

#include "base/error.h"

#include <fmt/format.h>

#include <string_view>

namespace plumbline::models::unet {
namespace {

using Shape = std::vector<std::int64_t>;

constexpr std::string_view kTitle = "U-Net";

std::string input_block(int index, const char* rest) {
    return fmt::format("input_blocks.{}.{}", index, rest);
}

/// Down blocks before the first that halves, and how many levels such blocks separate.
void read_levels(const tensor_io::WeightMap& weights, Config& config) {
    int first = 1;
    while (weights.contains(input_block(first, "0.in_layers.2.weight"))) ++first;
    config.layers = first - 1;
    config.levels.clear();
    for (int block = 0;; block += config.layers + 1) {
        const int layer = block + 1;
        config.levels.push_back(
            {.channels =
                 shape_of(weights, input_block(layer, "0.in_layers.2.weight"), 4, kTitle)[0],
             .attention = weights.contains(input_block(layer, "1.norm.weight"))});
        if (!weights.contains(input_block(layer + config.layers, "0.op.weight"))) break;
    }
}

/// Width of the text that the first attention looks at.
std::int64_t read_text_dim(const tensor_io::WeightMap& weights, const Config& config) {
    for (int level = 0; level < config.level_count(); ++level) {
        if (!config.levels[static_cast<std::size_t>(level)].attention) continue;
        const int block = 1 + level * (config.layers + 1);
        return shape_of(weights, input_block(block, "1.transformer_blocks.0.attn2.to_k.weight"), 2,
                        kTitle)[1];
    }
    throw Error(ErrorKind::Input,
                fmt::format("{}: no level of this U-Net looks at a text", weights.origin),
                "use a text-to-image model of the Stable Diffusion 1.5 kind");
}

void check_widths(const Config& config, const std::string& origin) {
    for (const Level& level : config.levels) {
        if (level.channels % config.groups != 0) {
            throw Error(ErrorKind::Input,
                        fmt::format("{}: {} channels cannot be normalised in {} groups", origin,
                                    level.channels, config.groups),
                        "put the right \"norm_num_groups\" into config.json beside the weights");
        }
        if (level.channels % config.heads != 0) {
            throw Error(ErrorKind::Input,
                        fmt::format("{}: a width of {} cannot be split into {} heads", origin,
                                    level.channels, config.heads),
                        "put the right head count into config.json beside the weights; it is "
                        "called \"attention_head_dim\" there");
        }
    }
}

void add_down(const Config& config, std::vector<BlockForm>& forms) {
    std::int64_t channels = config.levels.front().channels;
    forms.push_back(
        {.name = "input_blocks.0", .role = Role::Entry, .in = channels, .out = channels});
    for (int level = 0; level < config.level_count(); ++level) {
        const Level& here = config.levels[static_cast<std::size_t>(level)];
        const auto add = [&](BlockForm form) {
            form.name = fmt::format("input_blocks.{}", forms.size());
            form.level = level;
            form.in = channels;
            form.out = here.channels;
            forms.push_back(std::move(form));
            channels = here.channels;
        };
        for (int layer = 0; layer < config.layers; ++layer) add({.attention = here.attention});
        if (level + 1 < config.level_count()) add({.resamples = true});
    }
}

void add_up(const Config& config, std::vector<BlockForm>& forms) {
    const std::size_t pairs = forms.size() - 1;  // the middle is the last
    std::int64_t channels = forms.back().out;
    for (std::size_t i = 0; i < pairs; ++i) {
        const int from_bottom = static_cast<int>(i) / (config.layers + 1);
        const bool last_of_level = static_cast<int>(i) % (config.layers + 1) == config.layers;
        const int level = config.level_count() - 1 - from_bottom;
        const auto [out, attention] = config.levels[static_cast<std::size_t>(level)];
        forms.push_back({.name = fmt::format("output_blocks.{}", i),
                         .role = Role::Up,
                         .level = level,
                         .in = channels,
                         .skip = forms[pairs - 1 - i].out,
                         .out = out,
                         .attention = attention,
                         .resamples = last_of_level && level > 0});
        channels = out;
    }
}

}  // namespace

Config detect_config(const tensor_io::WeightMap& weights, const ConfigHints& hints) {
    Config config;
    config.in_channels = shape_of(weights, "input_blocks.0.0.weight", 4, kTitle)[1];
    config.out_channels = shape_of(weights, "out.2.weight", 4, kTitle)[0];
    const Shape time = shape_of(weights, "time_embed.0.weight", 2, kTitle);
    config.time_dim = time[0];
    config.freq_dim = time[1];
    if (config.freq_dim % 2 != 0) {
        throw Error(
            ErrorKind::Input,
            fmt::format("{}: time_embed.0.weight takes {} values", weights.origin, config.freq_dim),
            "a U-Net takes sines and cosines there, an even number; is this file "
            "complete?");
    }
    read_levels(weights, config);
    config.text_dim = read_text_dim(weights, config);
    // What a config.json calls the width of a head is the number of heads.
    config.heads = hints.heads ? *hints.heads : hints.head_dim.value_or(config.heads);
    config.groups = hints.norm_groups.value_or(config.groups);
    check_widths(config, weights.origin);
    return config;
}

std::vector<BlockForm> block_forms(const Config& config) {
    std::vector<BlockForm> forms;
    add_down(config, forms);
    const std::int64_t deepest = config.levels.back().channels;
    forms.push_back({.name = "middle_block",
                     .role = Role::Middle,
                     .level = config.level_count() - 1,
                     .in = deepest,
                     .out = deepest,
                     .attention = true});
    add_up(config, forms);
    return forms;
}

}  // namespace plumbline::models::unet
