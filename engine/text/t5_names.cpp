// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/encoder_ops.h"
#include "text/t5_encoder.h"

#include <fmt/format.h>

#include <array>
#include <cctype>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace plumbline::text {
namespace {

struct NamePair {
    std::string_view foreign;
    std::string_view canonical;
};

// Below encoder.block.N. and blocks.N.; fp8 files put further fields beside "weight", so the last
// part is left out.
constexpr std::array<NamePair, 10> kLayerNames{{
    {"layer.0.layer_norm", "norm1"},
    {"layer.0.SelfAttention.q", "attn.q"},
    {"layer.0.SelfAttention.k", "attn.k"},
    {"layer.0.SelfAttention.v", "attn.v"},
    {"layer.0.SelfAttention.o", "attn.o"},
    {"layer.0.SelfAttention.relative_attention_bias", "pos_embedding.embedding"},
    {"layer.1.layer_norm", "norm2"},
    {"layer.1.DenseReluDense.wi_0", "ffn.gate.0"},
    {"layer.1.DenseReluDense.wi_1", "ffn.fc1"},
    {"layer.1.DenseReluDense.wo", "ffn.fc2"},
}};

constexpr std::string_view kShared = "shared.weight";
constexpr std::string_view kEmbedTokens = "encoder.embed_tokens.weight";
constexpr std::string_view kBlockPrefix = "encoder.block.";

/// "encoder.block.N.<module>.<field>" → "blocks.N.<canonical module>.<field>"; nullopt for any
/// other name.
std::optional<std::string> canonical_layer_name(std::string_view name) {
    if (!name.starts_with(kBlockPrefix)) return std::nullopt;
    const std::string_view rest = name.substr(kBlockPrefix.size());
    std::size_t digits = 0;
    while (digits < rest.size() && std::isdigit(static_cast<unsigned char>(rest[digits]))) ++digits;
    const std::size_t last_dot = rest.rfind('.');
    if (digits == 0 || digits >= rest.size() || rest[digits] != '.' || last_dot <= digits) {
        return std::nullopt;
    }
    const std::string_view module = rest.substr(digits + 1, last_dot - digits - 1);
    for (const NamePair& pair : kLayerNames) {
        if (module == pair.foreign) {
            return fmt::format("blocks.{}.{}{}", rest.substr(0, digits), pair.canonical,
                               rest.substr(last_dot));
        }
    }
    return std::nullopt;
}

}  // namespace

tensor_io::WeightMap canonical_t5_names(const tensor_io::WeightMap& weights) {
    const tensor_io::WeightMap part = behind_marker(weights, {kShared, kEmbedTokens});
    const bool has_shared = part.contains(std::string(kShared));
    return part.renamed([has_shared](const std::string& name) -> std::optional<std::string> {
        // scaled_fp8 only marks the file's format; the scales themselves lie beside each weight.
        if (name == "spiece_model" || name == "scaled_fp8") return std::nullopt;
        if (name == kShared) return "token_embedding.weight";
        if (name == kEmbedTokens) {
            // The same table under its second name.
            if (has_shared) return std::nullopt;
            return "token_embedding.weight";
        }
        if (name == "encoder.final_layer_norm.weight") return "norm.weight";
        if (auto layer_name = canonical_layer_name(name)) return layer_name;
        return name;
    });
}

tensor_io::WeightMap hugging_face_t5_names(const tensor_io::WeightMap& canonical) {
    return canonical.renamed([](const std::string& name) -> std::optional<std::string> {
        constexpr std::string_view kBlocks = "blocks.";
        if (name == "token_embedding.weight") return std::string(kShared);
        if (name == "norm.weight") return "encoder.final_layer_norm.weight";
        const std::size_t dot = name.find('.', kBlocks.size());
        if (!name.starts_with(kBlocks) || dot == std::string::npos) return name;
        const std::string_view number =
            std::string_view(name).substr(kBlocks.size(), dot - kBlocks.size());
        const std::string_view rest = std::string_view(name).substr(dot + 1);
        const std::size_t last_dot = rest.rfind('.');
        for (const NamePair& pair : kLayerNames) {
            if (rest.substr(0, last_dot) == pair.canonical) {
                return fmt::format("{}{}.{}{}", kBlockPrefix, number, pair.foreign,
                                   rest.substr(last_dot));
            }
        }
        return name;
    });
}

std::vector<std::pair<std::string, std::vector<std::int64_t>>> t5_parameters(
    const T5Config& config) {
    constexpr std::int64_t kBuckets = 32;
    const std::int64_t inner = config.heads * config.head_dim;
    std::vector<std::pair<std::string, std::vector<std::int64_t>>> parameters;
    parameters.push_back({"token_embedding.weight", {config.vocab, config.dim}});
    for (int layer = 0; layer < config.layers; ++layer) {
        const std::string block = fmt::format("blocks.{}.", layer);
        parameters.push_back({block + "norm1.weight", {config.dim}});
        for (const char* projection : {"q", "k", "v"}) {
            parameters.push_back(
                {fmt::format("{}attn.{}.weight", block, projection), {inner, config.dim}});
        }
        parameters.push_back({block + "attn.o.weight", {config.dim, inner}});
        if (layer == 0 || config.bias_in_every_layer) {
            parameters.push_back(
                {block + "pos_embedding.embedding.weight", {kBuckets, config.heads}});
        }
        parameters.push_back({block + "norm2.weight", {config.dim}});
        parameters.push_back({block + "ffn.gate.0.weight", {config.ffn, config.dim}});
        parameters.push_back({block + "ffn.fc1.weight", {config.ffn, config.dim}});
        parameters.push_back({block + "ffn.fc2.weight", {config.dim, config.ffn}});
    }
    parameters.push_back({"norm.weight", {config.dim}});
    return parameters;
}

}  // namespace plumbline::text
