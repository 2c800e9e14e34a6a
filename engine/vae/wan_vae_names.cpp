// SPDX-License-Identifier: GPL-3.0-or-later
#include "vae/wan_vae.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <string_view>

namespace plumbline::vae {
namespace {

struct Rename {
    std::string_view from, to;
};

// Inside a residual block.
constexpr std::array<Rename, 5> kResidual{{{"norm1.", "residual.0."},
                                           {"conv1.", "residual.2."},
                                           {"norm2.", "residual.3."},
                                           {"conv2.", "residual.6."},
                                           {"conv_shortcut.", "shortcut."}}};
// Below "encoder." or "decoder.".
constexpr std::array<Rename, 6> kHalf{{{"conv_in.", "conv1."},
                                       {"norm_out.", "head.0."},
                                       {"conv_out.", "head.2."},
                                       {"mid_block.resnets.0.", "middle.0."},
                                       {"mid_block.resnets.1.", "middle.2."},
                                       {"mid_block.attentions.0.", "middle.1."}}};

template <std::size_t kSize>
std::string replace_start(std::string_view name, const std::array<Rename, kSize>& table) {
    for (const Rename& rename : table) {
        if (name.starts_with(rename.from))
            return std::string(rename.to) + std::string(name.substr(rename.from.size()));
    }
    return std::string(name);
}

/// Reads "<number>." from the front of `text`; -1 when there is none.
int take_number(std::string_view& text) {
    int value = -1;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end == text.data() + text.size() || *end != '.') return -1;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()) + 1);
    return value;
}

bool take_prefix(std::string_view& text, std::string_view prefix) {
    if (!text.starts_with(prefix)) return false;
    text.remove_prefix(prefix.size());
    return true;
}

/// decoder.up_blocks.I.{resnets.J | upsamplers.0} → decoder.upsamples.K, K counting four a level.
std::string upsample_name(std::string_view rest) {
    const int level = take_number(rest);
    if (level < 0) return {};
    if (take_prefix(rest, "upsamplers.0."))
        return fmt::format("upsamples.{}.{}", level * 4 + 3, rest);
    if (!take_prefix(rest, "resnets.")) return {};
    const int block = take_number(rest);
    if (block < 0) return {};
    return fmt::format("upsamples.{}.{}", level * 4 + block, replace_start(rest, kResidual));
}

std::string half_name(std::string_view rest) {
    std::string_view tail = rest;
    if (take_prefix(tail, "down_blocks.")) {
        const int index = take_number(tail);
        if (index >= 0)
            return fmt::format("downsamples.{}.{}", index, replace_start(tail, kResidual));
    }
    if (take_prefix(tail, "up_blocks.")) {
        if (std::string name = upsample_name(tail); !name.empty()) return name;
    }
    std::string name = replace_start(rest, kHalf);
    if (name.starts_with("middle.0.") || name.starts_with("middle.2.")) {
        return name.substr(0, 9) + replace_start(std::string_view(name).substr(9), kResidual);
    }
    return name;
}

std::string from_diffusers(const std::string& name) {
    if (name.starts_with("quant_conv.")) return "conv1." + name.substr(11);
    if (name.starts_with("post_quant_conv.")) return "conv2." + name.substr(16);
    for (const std::string_view half : {"encoder.", "decoder."}) {
        if (name.starts_with(half))
            return std::string(half) + half_name(std::string_view(name).substr(half.size()));
    }
    return name;
}

const std::vector<std::string> kPrefixes{"first_stage_model.", "vae.", "model."};

bool is_diffusers(const tensor_io::WeightMap& weights) {
    return weights.contains("decoder.mid_block.resnets.0.norm1.gamma");
}

}  // namespace

bool is_wan_vae(const tensor_io::WeightMap& weights) {
    const tensor_io::WeightMap bare = weights.without_common_prefix(kPrefixes);
    return is_diffusers(bare) || bare.contains("decoder.middle.0.residual.0.gamma");
}

tensor_io::WeightMap canonical_wan_vae_names(const tensor_io::WeightMap& weights) {
    const tensor_io::WeightMap bare = weights.without_common_prefix(kPrefixes);
    const bool diffusers = is_diffusers(bare);
    return bare.renamed([diffusers](const std::string& name) -> std::optional<std::string> {
        return diffusers ? from_diffusers(name) : name;
    });
}

}  // namespace plumbline::vae
