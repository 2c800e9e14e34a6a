// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/error.h"
#include "text/clip_vision_encoder.h"
#include "text/encoder_ops.h"

#include <ATen/ATen.h>
#include <fmt/format.h>

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace plumbline::text {
namespace {

constexpr const char* kFirstToken = "vision_model.embeddings.class_embedding";
constexpr const char* kWanFirstToken = "cls_embedding";
constexpr std::string_view kWanLayer = "transformer.";

struct NamePair {
    std::string_view wan;
    std::string_view canonical;
};

// Whole beginnings of names outside the layers.
constexpr std::array<NamePair, 6> kPlaces{{
    {"patch_embedding.", "vision_model.embeddings.patch_embedding."},
    {"pre_norm.", "vision_model.pre_layrnorm."},
    {"post_norm.", "vision_model.post_layernorm."},
    {"cls_embedding", "vision_model.embeddings.class_embedding"},
    {"pos_embedding", "vision_model.embeddings.position_embedding.weight"},
    {"head", "visual_projection.weight"},
}};

// Below transformer.N. and vision_model.encoder.layers.N.
constexpr std::array<NamePair, 5> kLayerPlaces{{
    {"norm1.", "layer_norm1."},
    {"norm2.", "layer_norm2."},
    {"attn.proj.", "self_attn.out_proj."},
    {"mlp.0.", "mlp.fc1."},
    {"mlp.2.", "mlp.fc2."},
}};

template <std::size_t N>
std::optional<std::string> translated(std::string_view name, const std::array<NamePair, N>& pairs) {
    for (const NamePair& pair : pairs) {
        const bool fits = pair.wan.ends_with('.') ? name.starts_with(pair.wan) : name == pair.wan;
        if (fits) return std::string(pair.canonical) + std::string(name.substr(pair.wan.size()));
    }
    return std::nullopt;
}

template <std::size_t N>
std::optional<std::string> translated_back(std::string_view name,
                                           const std::array<NamePair, N>& pairs) {
    for (const NamePair& pair : pairs) {
        const bool fits =
            pair.wan.ends_with('.') ? name.starts_with(pair.canonical) : name == pair.canonical;
        if (fits) return std::string(pair.wan) + std::string(name.substr(pair.canonical.size()));
    }
    return std::nullopt;
}

/// "3.self_attn.q_proj.bias", below the layers, in Wan's names.
std::string wan_layer_name(std::string_view numbered) {
    const std::size_t dot = numbered.find('.');
    const std::string place = std::string(kWanLayer) + std::string(numbered.substr(0, dot + 1));
    const std::string_view rest = numbered.substr(dot + 1);
    for (const std::string_view part :
         {"self_attn.q_proj.", "self_attn.k_proj.", "self_attn.v_proj."}) {
        if (rest.starts_with(part))
            return place + "attn.to_qkv." + std::string(rest.substr(part.size()));
    }
    return place + translated_back(rest, kLayerPlaces).value_or(std::string(rest));
}

/// Adds the thirds of a joined [3·D, …] tensor under the names of query, key and value.
void add_thirds(tensor_io::WeightMap& map,
                const at::Tensor& joined,
                const std::string& place,
                std::string_view field) {
    if (joined.dim() == 0 || joined.size(0) % 3 != 0) {
        throw Error(ErrorKind::Input,
                    fmt::format("{}: {}attn.to_qkv.{} does not hold three equal parts", map.origin,
                                place, field),
                    "The file is damaged; download it again.");
    }
    const std::int64_t third = joined.size(0) / 3;
    std::int64_t start = 0;
    for (const char* part : {"q", "k", "v"}) {
        map.add(fmt::format("{}self_attn.{}_proj.{}", place, part, field),
                joined.narrow(0, start, third));
        start += third;
    }
}

/// Wan keeps three tensors in another shape.
at::Tensor reshaped(std::string_view name, const at::Tensor& tensor) {
    if (name == "cls_embedding") return tensor.flatten();
    if (name == "pos_embedding" && tensor.dim() == 3) return tensor.select(0, 0);
    if (name == "head" && tensor.dim() == 2) return tensor.t();
    return tensor;
}

void add_wan_tensor(tensor_io::WeightMap& map,
                    const std::string& name,
                    const tensor_io::WeightMap& wan) {
    if (const auto place = translated(name, kPlaces)) {
        if (place->ends_with(".weight") || place->ends_with("embedding"))
            map.add(*place, reshaped(name, wan.tensor(name)));
        else
            map.add(*place, wan.entry(name));
        return;
    }
    const std::size_t dot = name.find('.', kWanLayer.size());
    if (!name.starts_with(kWanLayer) || dot == name.npos) return map.add(name, wan.entry(name));
    const std::string number = name.substr(kWanLayer.size(), dot - kWanLayer.size());
    const std::string place = fmt::format("vision_model.encoder.layers.{}.", number);
    const std::string_view rest = std::string_view(name).substr(dot + 1);
    constexpr std::string_view joined = "attn.to_qkv.";
    if (rest.starts_with(joined)) {
        return add_thirds(map, wan.tensor(name), place, rest.substr(joined.size()));
    }
    const auto inner = translated(rest, kLayerPlaces);
    map.add(inner ? place + *inner : name, wan.entry(name));
}

}  // namespace

tensor_io::WeightMap canonical_clip_vision_names(const tensor_io::WeightMap& weights) {
    const tensor_io::WeightMap part = behind_marker(weights, {kFirstToken, kWanFirstToken});
    if (part.contains(kFirstToken)) {
        return part.renamed([](const std::string& name) -> std::optional<std::string> {
            const bool unused = name.starts_with("text_model.") ||
                                name == "text_projection.weight" || name == "logit_scale" ||
                                name == "vision_model.embeddings.position_ids";
            return unused ? std::nullopt : std::optional(name);
        });
    }
    if (!part.contains(kWanFirstToken)) {
        throw Error(ErrorKind::Input,
                    fmt::format("{}: it is no CLIP image encoder (no tensor {} or {})",
                                weights.origin, kFirstToken, kWanFirstToken),
                    "Use models_clip_open-clip-xlm-roberta-large-vit-huge-14.pth or "
                    "clip_vision_h.safetensors.");
    }
    tensor_io::WeightMap canonical;
    canonical.metadata = part.metadata;
    canonical.origin = part.origin;
    for (const auto& [name, entry] : part.entries()) add_wan_tensor(canonical, name, part);
    return canonical;
}

std::string stored_clip_vision_name(const tensor_io::WeightMap& weights,
                                    const std::string& canonical) {
    std::string prefix;
    bool is_wan = false;
    for (const auto& [name, entry] : weights.entries()) {
        if (name.ends_with(kFirstToken)) return canonical;
        if (!name.ends_with(kWanFirstToken)) continue;
        is_wan = true;
        prefix = name.substr(0, name.size() - std::string_view(kWanFirstToken).size());
    }
    if (!is_wan) return canonical;
    constexpr std::string_view kLayers = "vision_model.encoder.layers.";
    if (canonical.starts_with(kLayers))
        return prefix + wan_layer_name(std::string_view(canonical).substr(kLayers.size()));
    return prefix + translated_back(canonical, kPlaces).value_or(canonical);
}

}  // namespace plumbline::text
