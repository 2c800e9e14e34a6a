// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/encoder_parameters.h"

#include "tensor_io/weight_scope.h"

#include <fmt/format.h>

#include <optional>
#include <string_view>

namespace plumbline::text {
namespace {

using tensor_io::WeightMap;

std::optional<std::int64_t> size_of(const WeightMap& weights,
                                    const std::string& name,
                                    std::size_t axis) {
    if (!weights.contains(name)) return std::nullopt;
    const auto& shape = weights.entry(name).shape;
    return axis < shape.size() ? std::optional(shape[axis]) : std::nullopt;
}

/// The layers of an encoder, of which any may tell a size.
struct Layers {
    const WeightMap& weights;
    std::string place;  // "layers."
    int count;

    Layers(const WeightMap& map, std::string before)
        : weights(map),
          place(std::move(before)),
          count(
              tensor_io::WeightScope(map, {})[place.substr(0, place.size() - 1)].count_children()) {
    }

    /// Rows of the tensor called so in the first layer that has it, else `usual`.
    [[nodiscard]] std::int64_t rows(std::string_view name, std::int64_t usual) const {
        for (int index = 0; index < count; ++index) {
            if (const auto size = size_of(weights, fmt::format("{}{}.{}", place, index, name), 0))
                return *size;
        }
        return usual;
    }
};

void list_pair(EncoderParameters& list,
               const std::string& name,
               const std::vector<std::int64_t>& shape) {
    list.push_back({name + ".weight", shape});
    list.push_back({name + ".bias", {shape.front()}});
}

void list_clip_layers(EncoderParameters& list, const Layers& layers, std::int64_t dim) {
    const std::int64_t width = layers.rows("mlp.fc1.weight", 4 * dim);
    for (int index = 0; index < layers.count; ++index) {
        const std::string layer = fmt::format("{}{}.", layers.place, index);
        list_pair(list, layer + "layer_norm1", {dim});
        list_pair(list, layer + "layer_norm2", {dim});
        for (const char* projection : {"q", "k", "v", "out"})
            list_pair(list, fmt::format("{}self_attn.{}_proj", layer, projection), {dim, dim});
        list_pair(list, layer + "mlp.fc1", {width, dim});
        list_pair(list, layer + "mlp.fc2", {dim, width});
    }
}

}  // namespace

EncoderParameters clip_text_parameters(const WeightMap& canonical) {
    constexpr const char* kTokens = "text_model.embeddings.token_embedding.weight";
    constexpr const char* kPositions = "text_model.embeddings.position_embedding.weight";
    const std::int64_t dim = size_of(canonical, kTokens, 1).value_or(768);
    EncoderParameters list;
    list.push_back({kTokens, {size_of(canonical, kTokens, 0).value_or(49408), dim}});
    list.push_back({kPositions, {size_of(canonical, kPositions, 0).value_or(77), dim}});
    list_clip_layers(list, {canonical, "text_model.encoder.layers."}, dim);
    list_pair(list, "text_model.final_layer_norm", {dim});
    return list;
}

EncoderParameters clip_vision_parameters(const WeightMap& canonical) {
    constexpr const char* kFirst = "vision_model.embeddings.class_embedding";
    constexpr const char* kPatches = "vision_model.embeddings.patch_embedding.weight";
    constexpr const char* kPositions = "vision_model.embeddings.position_embedding.weight";
    constexpr const char* kProjection = "visual_projection.weight";
    const std::int64_t dim = size_of(canonical, kFirst, 0).value_or(1280);
    const std::int64_t patch = size_of(canonical, kPatches, 2).value_or(14);
    EncoderParameters list;
    list.push_back({kFirst, {dim}});
    list.push_back({kPatches, {dim, 3, patch, patch}});
    list.push_back({kPositions, {size_of(canonical, kPositions, 0).value_or(257), dim}});
    list_pair(list, "vision_model.pre_layrnorm", {dim});
    list_clip_layers(list, {canonical, "vision_model.encoder.layers."}, dim);
    list_pair(list, "vision_model.post_layernorm", {dim});
    if (const auto rows = size_of(canonical, kProjection, 0))
        list.push_back({kProjection, {*rows, dim}});
    return list;
}

EncoderParameters llama_parameters(const WeightMap& canonical) {
    constexpr const char* kTokens = "embed_tokens.weight";
    const std::int64_t dim = size_of(canonical, kTokens, 1).value_or(4096);
    const Layers layers(canonical, "layers.");
    const std::int64_t queries = layers.rows("self_attn.q_proj.weight", dim);
    const std::int64_t keys = layers.rows("self_attn.k_proj.weight", dim / 4);
    const std::int64_t width = layers.rows("mlp.gate_proj.weight", dim * 7 / 2);
    EncoderParameters list;
    list.push_back({kTokens, {size_of(canonical, kTokens, 0).value_or(128320), dim}});
    for (int index = 0; index < layers.count; ++index) {
        const std::string layer = fmt::format("{}{}.", layers.place, index);
        list.push_back({layer + "input_layernorm.weight", {dim}});
        list.push_back({layer + "post_attention_layernorm.weight", {dim}});
        list.push_back({layer + "self_attn.q_proj.weight", {queries, dim}});
        list.push_back({layer + "self_attn.k_proj.weight", {keys, dim}});
        list.push_back({layer + "self_attn.v_proj.weight", {keys, dim}});
        list.push_back({layer + "self_attn.o_proj.weight", {dim, queries}});
        list.push_back({layer + "mlp.gate_proj.weight", {width, dim}});
        list.push_back({layer + "mlp.up_proj.weight", {width, dim}});
        list.push_back({layer + "mlp.down_proj.weight", {dim, width}});
    }
    list.push_back({"norm.weight", {dim}});
    return list;
}

}  // namespace plumbline::text
