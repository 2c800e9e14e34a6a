// SPDX-License-Identifier: GPL-3.0-or-later
#include "vae/ldm_coder.h"

#include <ATen/ATen.h>
#include <fmt/format.h>

#include <array>
#include <charconv>
#include <optional>
#include <string_view>

namespace plumbline::vae::ldm {
namespace {

struct Rename {
    std::string_view from, to;
};

// Below "encoder." or "decoder.".
constexpr std::array<Rename, 4> kHalf{{{"mid.block_1.", "mid_block.resnets.0."},
                                       {"mid.block_2.", "mid_block.resnets.1."},
                                       {"mid.attn_1.", "mid_block.attentions.0."},
                                       {"norm_out.", "conv_norm_out."}}};
// Inside the attention: latent diffusion's and then diffusers' older spelling.
constexpr std::array<Rename, 9> kAttention{{{"norm.", "group_norm."},
                                            {"q.", "to_q."},
                                            {"k.", "to_k."},
                                            {"v.", "to_v."},
                                            {"proj_out.", "to_out.0."},
                                            {"query.", "to_q."},
                                            {"key.", "to_k."},
                                            {"value.", "to_v."},
                                            {"proj_attn.", "to_out.0."}}};
constexpr std::string_view kAttentionPlace = "mid_block.attentions.0.";

template <std::size_t kSize>
std::string replace_start(std::string_view name, const std::array<Rename, kSize>& table) {
    for (const Rename& rename : table) {
        if (name.starts_with(rename.from))
            return std::string(rename.to) + std::string(name.substr(rename.from.size()));
    }
    return std::string(name);
}

bool take_prefix(std::string_view& text, std::string_view prefix) {
    if (!text.starts_with(prefix)) return false;
    text.remove_prefix(prefix.size());
    return true;
}

/// Reads "<number>." from the front of `text`.
std::optional<int> take_number(std::string_view& text) {
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end == text.data() + text.size() || *end != '.')
        return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()) + 1);
    return value;
}

/// {down|up}.I.{block.J | downsample | upsample}.… → {down|up}_blocks.I'.…; nullopt for any other
/// name. up_levels: latent diffusion counts the decoder's levels from the largest picture.
std::optional<std::string> level_name(std::string_view name, int up_levels) {
    std::string_view rest = name;
    const bool up = take_prefix(rest, "up.");
    if (!up && !take_prefix(rest, "down.")) return std::nullopt;
    const std::optional<int> level = take_number(rest);
    if (!level) return std::nullopt;
    const std::string place = up ? fmt::format("up_blocks.{}.", up_levels - 1 - *level)
                                 : fmt::format("down_blocks.{}.", *level);
    if (take_prefix(rest, up ? "upsample." : "downsample."))
        return fmt::format("{}{}samplers.0.{}", place, up ? "up" : "down", rest);
    if (!take_prefix(rest, "block.")) return std::nullopt;
    const std::optional<int> block = take_number(rest);
    if (!block) return std::nullopt;
    const std::string_view tail = rest;
    std::string_view inner = tail;
    return take_prefix(inner, "nin_shortcut.")
               ? fmt::format("{}resnets.{}.conv_shortcut.{}", place, *block, inner)
               : fmt::format("{}resnets.{}.{}", place, *block, tail);
}

std::string half_name(std::string_view rest, int up_levels) {
    if (std::optional<std::string> name = level_name(rest, up_levels)) return *name;
    std::string name = replace_start(rest, kHalf);
    if (!name.starts_with(kAttentionPlace)) return name;
    return std::string(kAttentionPlace) +
           replace_start(std::string_view(name).substr(kAttentionPlace.size()), kAttention);
}

std::string canonical_name(const std::string& name, int up_levels) {
    for (const std::string_view half : {"encoder.", "decoder."}) {
        if (name.starts_with(half))
            return std::string(half) +
                   half_name(std::string_view(name).substr(half.size()), up_levels);
    }
    return name;
}

/// A matrix that was saved as a convolution of one position.
bool is_flat_kernel(const std::string& name, const std::vector<std::int64_t>& shape) {
    if (name.find(kAttentionPlace) == std::string::npos || shape.size() < 4) return false;
    for (std::size_t axis = 2; axis < shape.size(); ++axis) {
        if (shape[axis] != 1) return false;
    }
    return true;
}

}  // namespace

tensor_io::WeightMap canonical_names(const tensor_io::WeightMap& weights) {
    const tensor_io::WeightMap bare =
        weights.without_common_prefix({"first_stage_model.", "vae.", "model."});
    int up_levels = 0;
    while (bare.contains(fmt::format("decoder.up.{}.block.0.norm1.weight", up_levels))) ++up_levels;
    tensor_io::WeightMap result;
    result.origin = bare.origin;
    result.metadata = bare.metadata;
    for (const auto& [name, entry] : bare.entries()) {
        const std::string canonical = canonical_name(name, up_levels);
        tensor_io::WeightEntry placed = entry;
        if (is_flat_kernel(canonical, entry.shape)) {
            placed.shape.resize(2);
            if (!placed.strides.empty()) placed.strides.resize(2);
            if (placed.memory.defined()) placed.memory = placed.memory.flatten(1);
        }
        result.add(canonical, placed);
    }
    return result;
}

}  // namespace plumbline::vae::ldm
