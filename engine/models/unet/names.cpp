// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/rename.h"
#include "models/unet/config.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <string_view>

namespace plumbline::models::unet {
namespace {

using tensor_io::WeightMap;

// diffusers → original, matched at the start of the name. Source: specification 1.9.
constexpr std::array<Rename, 5> kRoot{{{"time_embedding.linear_1.", "time_embed.0."},
                                       {"time_embedding.linear_2.", "time_embed.2."},
                                       {"conv_in.", "input_blocks.0.0."},
                                       {"conv_norm_out.", "out.0."},
                                       {"conv_out.", "out.2."}}};
constexpr std::array<Rename, 6> kResnet{{{"norm1.", "in_layers.0."},
                                         {"conv1.", "in_layers.2."},
                                         {"time_emb_proj.", "emb_layers.1."},
                                         {"norm2.", "out_layers.0."},
                                         {"conv2.", "out_layers.3."},
                                         {"conv_shortcut.", "skip_connection."}}};

template <std::size_t kSize>
std::string replace_start(std::string_view name, const std::array<Rename, kSize>& table) {
    for (const Rename& rename : table) {
        if (name.starts_with(rename.from))
            return fmt::format("{}{}", rename.to, name.substr(rename.from.size()));
    }
    return std::string(name);
}

/// A name read from its start.
class NameReader {
public:
    explicit NameReader(std::string_view name) : rest_(name) {}

    bool takes(std::string_view start) {
        if (!rest_.starts_with(start)) return false;
        rest_.remove_prefix(start.size());
        return true;
    }
    /// A block number and the dot behind it.
    bool takes(int& number) {
        const auto [end, error] = std::from_chars(rest_.begin(), rest_.end(), number);
        if (error != std::errc{} || end == rest_.end() || *end != '.' || number > 999) return false;
        rest_.remove_prefix(static_cast<std::size_t>(end - rest_.begin()) + 1);
        return true;
    }
    [[nodiscard]] std::string_view rest() const { return rest_; }

private:
    std::string_view rest_;
};

/// Translates the names of one model: numbers of the original run through all levels.
class DiffusersNames {
public:
    explicit DiffusersNames(const WeightMap& weights) : weights_(weights) {
        while (weights.contains(fmt::format("down_blocks.0.resnets.{}.conv1.weight", layers_)))
            ++layers_;
    }

    [[nodiscard]] std::string original(const std::string& name) const {
        NameReader reader(name);
        std::string renamed;
        if (reader.takes("mid_block.")) {
            renamed = middle(reader);
        } else if (reader.takes("down_blocks.")) {
            renamed = down(reader);
        } else if (reader.takes("up_blocks.")) {
            renamed = up(reader);
        } else {
            return replace_start(name, kRoot);
        }
        return renamed.empty() ? name : renamed;
    }

private:
    // Each gives an empty text for what it does not know.
    static std::string middle(NameReader& reader) {
        int part = 0;
        if (reader.takes("attentions.0.")) return fmt::format("middle_block.1.{}", reader.rest());
        if (!reader.takes("resnets.") || !reader.takes(part)) return {};
        return fmt::format("middle_block.{}.{}", 2 * part, replace_start(reader.rest(), kResnet));
    }
    /// A resnet or an attention of block `block` of the original's list.
    static std::string layer(NameReader& reader, const char* list, int first) {
        int index = 0;
        const bool resnet = reader.takes("resnets.");
        if (!resnet && !reader.takes("attentions.")) return {};
        if (!reader.takes(index)) return {};
        if (!resnet) return fmt::format("{}.{}.1.{}", list, first + index, reader.rest());
        return fmt::format("{}.{}.0.{}", list, first + index,
                           replace_start(reader.rest(), kResnet));
    }
    [[nodiscard]] std::string down(NameReader& reader) const {
        int level = 0;
        if (!reader.takes(level)) return {};
        const int first = level * (layers_ + 1) + 1;
        if (!reader.takes("downsamplers.0.conv.")) return layer(reader, "input_blocks", first);
        return fmt::format("input_blocks.{}.0.op.{}", first + layers_, reader.rest());
    }
    [[nodiscard]] std::string up(NameReader& reader) const {
        int level = 0;
        if (!reader.takes(level)) return {};
        const int first = level * (layers_ + 1);
        if (!reader.takes("upsamplers.0.conv.")) return layer(reader, "output_blocks", first);
        const bool attention =
            weights_.contains(fmt::format("up_blocks.{}.attentions.0.norm.weight", level));
        return fmt::format("output_blocks.{}.{}.conv.{}", first + layers_, attention ? 2 : 1,
                           reader.rest());
    }

    const WeightMap& weights_;
    int layers_ = 0;
};

bool is_diffusers(const WeightMap& bare) {
    return bare.contains("down_blocks.0.resnets.0.conv1.weight") && bare.contains("conv_in.weight");
}

}  // namespace

bool is_unet(const WeightMap& weights) {
    const WeightMap bare = denoiser_part(weights);
    return bare.contains("input_blocks.0.0.weight") ||
           (is_diffusers(bare) && bare.contains("time_embedding.linear_1.weight"));
}

WeightMap canonical_names(const WeightMap& weights) {
    WeightMap bare = denoiser_part(weights);
    if (!is_diffusers(bare)) return bare;
    const DiffusersNames names(bare);
    return bare.renamed([&](const std::string& name) -> std::optional<std::string> {
        return names.original(name);
    });
}

}  // namespace plumbline::models::unet
