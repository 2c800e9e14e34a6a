// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/encoder_files.h"

#include "base/error.h"
#include "base/file.h"
#include "tensor_io/weight_map.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace plumbline::text {
namespace {

namespace fs = std::filesystem;

struct KindRule {
    std::string_view title;
    std::string_view marker;         // how the name of one of its tensors ends
    std::string_view second_marker;  // in another naming
    std::string_view foreign;        // how none of its tensors' names ends; empty: not asked
    const char* file;                // what people download
    const char* tokenizer;
};

// UMT5 has such a table in every layer, T5 in the first.
constexpr std::string_view kSecondBias =
    "block.1.layer.0.SelfAttention.relative_attention_bias.weight";

const KindRule& rule_of(EncoderKind kind) {
    static const std::array<KindRule, 4> rules{{
        {"T5 text encoder", "block.0.layer.0.SelfAttention.q.weight",
         "block.0.layer.0.SelfAttention.q.weight", kSecondBias,
         "text_encoder_2/ or t5xxl_fp16.safetensors", "spiece.model"},
        {"UMT5 text encoder", kSecondBias, "blocks.0.ffn.gate.0.weight", "",
         "text_encoder/ or models_t5_umt5-xxl-enc-bf16.pth", "spiece.model"},
        {"CLIP text encoder", "text_model.embeddings.token_embedding.weight",
         "text_model.embeddings.token_embedding.weight", "", "clip_l.safetensors",
         "vocab.json with merges.txt"},
        {"LLaMA 3 text encoder", "layers.0.mlp.gate_proj.weight", "layers.0.mlp.gate_proj.weight",
         "", "llava_llama3_fp16.safetensors", "tokenizer.json"},
    }};
    return rules[static_cast<std::size_t>(kind)];
}

bool is_file(const fs::path& path) {
    std::error_code fault;
    return fs::is_regular_file(path, fault);
}

bool holds(const fs::path& weights, const KindRule& rule) {
    const tensor_io::WeightMap map = tensor_io::open_weights(weights);
    const auto has = [&](std::string_view end) {
        return std::ranges::any_of(map.entries(),
                                   [&](const auto& entry) { return entry.first.ends_with(end); });
    };
    return (has(rule.marker) || has(rule.second_marker)) &&
           (rule.foreign.empty() || !has(rule.foreign));
}

/// Weight files of a folder by name; of a sharded set its index, which comes first.
std::vector<fs::path> weight_files(const fs::path& folder) {
    std::vector<fs::path> indices, files;
    for (const std::string& name : base::names_in(folder)) {
        if (name.starts_with('.')) continue;
        if (name.ends_with(".index.json")) indices.push_back(folder / name);
        if (name.ends_with(".safetensors") || name.ends_with(".pth") || name.ends_with(".pt"))
            files.push_back(folder / name);
    }
    indices.insert(indices.end(), files.begin(), files.end());
    return indices;
}

std::optional<fs::path> find_weights(const fs::path& folder, const KindRule& rule) {
    for (const char* place : {"text_encoder", "text_encoder_2", "text_encoders", "."}) {
        const fs::path inside = (folder / place).lexically_normal();
        std::error_code fault;
        if (!fs::is_directory(inside, fault)) continue;
        for (const fs::path& file : weight_files(inside))
            if (holds(file, rule)) return file;
    }
    return std::nullopt;
}

/// The tokenizer of this kind in a folder; nullopt when it has none.
std::optional<fs::path> tokenizer_in(const fs::path& folder, EncoderKind kind) {
    if (kind == EncoderKind::T5 || kind == EncoderKind::Umt5) {
        const fs::path model = folder / "spiece.model";
        return is_file(model) ? std::optional(model) : std::nullopt;
    }
    const bool pair = is_file(folder / "vocab.json") && is_file(folder / "merges.txt");
    if (kind == EncoderKind::Clip && pair) return folder;
    const fs::path json = folder / "tokenizer.json";
    return is_file(json) ? std::optional(json) : std::nullopt;
}

}  // namespace

EncoderFiles find_encoder(const fs::path& folder, EncoderKind kind, const char* tokenizer_folder) {
    const KindRule& rule = rule_of(kind);
    const auto weights = find_weights(folder, rule);
    if (!weights) {
        throw Error(ErrorKind::Input, fmt::format("{} holds no {}", folder.string(), rule.title),
                    fmt::format("Add {} to it.", rule.file));
    }
    for (const fs::path& place : {folder / tokenizer_folder, weights->parent_path(), folder}) {
        if (const auto tokenizer = tokenizer_in(place, kind)) return {*weights, *tokenizer};
    }
    throw Error(ErrorKind::Input,
                fmt::format("{}: the {} has no tokenizer", weights->string(), rule.title),
                fmt::format("Add {} to {}.", rule.tokenizer, (folder / tokenizer_folder).string()));
}

}  // namespace plumbline::text
