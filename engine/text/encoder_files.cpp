// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/encoder_files.h"

#include "base/error.h"
#include "base/file.h"
#include "tensor_io/weight_map.h"
#include "text/clip_text_encoder.h"
#include "text/clip_vision_encoder.h"
#include "text/llama_encoder.h"
#include "text/t5_encoder.h"

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
    static const std::array<KindRule, 5> rules{{
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
        {"CLIP image encoder", "vision_model.embeddings.class_embedding", "cls_embedding", "",
         "models_clip_open-clip-xlm-roberta-large-vit-huge-14.pth, image_encoder/ or "
         "clip_vision_h.safetensors",
         ""},
    }};
    return rules[static_cast<std::size_t>(kind)];
}

bool is_file(const fs::path& path) {
    std::error_code fault;
    return fs::is_regular_file(path, fault);
}

bool holds(const tensor_io::WeightMap& map, const KindRule& rule) {
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

struct Search {
    std::optional<fs::path> found;
    std::string other;  // an encoder of another kind that lies where this one should
    std::string fault;  // of the first file that cannot be read
};

/// Title of the other encoder that a file holds, empty for none. CLIP lies beside every one.
std::string other_encoder(const tensor_io::WeightMap& map, EncoderKind kind) {
    for (const EncoderKind other : {EncoderKind::T5, EncoderKind::Umt5, EncoderKind::Llama}) {
        if (other != kind && kind != EncoderKind::Clip && kind != EncoderKind::ClipVision &&
            holds(map, rule_of(other)))
            return std::string(rule_of(other).title);
    }
    return {};
}

/// Files that cannot be read are passed over: they matter only when no other serves.
void search_file(const fs::path& file, EncoderKind kind, Search& search) {
    try {
        const tensor_io::WeightMap map = tensor_io::open_weights(file);
        if (holds(map, rule_of(kind))) {
            search.found = file;
        } else if (const std::string other = other_encoder(map, kind);
                   !other.empty() && search.other.empty()) {
            search.other = fmt::format("{} is a {}", file.string(), other);
        }
    } catch (const Error& error) {
        if (search.fault.empty()) search.fault = error.what();
    }
}

Search find_weights(const fs::path& folder, EncoderKind kind, const fs::path& whole) {
    Search search;
    if (!whole.empty()) search_file(whole, kind, search);
    for (const char* place : {"text_encoder", "text_encoder_2", "text_encoders", "image_encoder",
                              "clip_vision", "."}) {
        const fs::path inside = (folder / place).lexically_normal();
        std::error_code fault;
        if (!fs::is_directory(inside, fault)) continue;
        for (const fs::path& file : weight_files(inside)) {
            if (search.found) return search;
            search_file(file, kind, search);
        }
    }
    return search;
}

[[noreturn]] void complain_about_lack(const fs::path& folder,
                                      const KindRule& rule,
                                      const Search& search) {
    const std::string lack = fmt::format("{} holds no {}", folder.string(), rule.title);
    if (!search.fault.empty())
        throw Error(ErrorKind::Input, fmt::format("{} that can be read", lack), search.fault);
    throw Error(ErrorKind::Input,
                search.other.empty() ? lack : fmt::format("{} ({})", lack, search.other),
                fmt::format("Add {} to it.", rule.file));
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

EncoderFiles find_encoder(const fs::path& folder,
                          EncoderKind kind,
                          const char* tokenizer_folder,
                          const fs::path& whole) {
    const KindRule& rule = rule_of(kind);
    const Search search = find_weights(folder, kind, whole);
    if (!search.found) complain_about_lack(folder, rule, search);
    const fs::path& weights = *search.found;
    if (kind == EncoderKind::ClipVision) return {weights, {}};
    for (const fs::path& place : {folder / tokenizer_folder, weights.parent_path(), folder}) {
        if (const auto tokenizer = tokenizer_in(place, kind)) return {weights, *tokenizer};
    }
    throw Error(ErrorKind::Input,
                fmt::format("{}: the {} has no tokenizer", weights.string(), rule.title),
                fmt::format("Add {} to {}.", rule.tokenizer, (folder / tokenizer_folder).string()));
}

void expect_kind(const fs::path& weights, EncoderKind kind) {
    const tensor_io::WeightMap map = tensor_io::open_weights(weights);
    const KindRule& rule = rule_of(kind);
    if (holds(map, rule)) return;
    const std::string other = other_encoder(map, kind);
    throw Error(ErrorKind::Input,
                other.empty()
                    ? fmt::format("{} is no {}", weights.string(), rule.title)
                    : fmt::format("{} is a {}, not a {}", weights.string(), other, rule.title),
                fmt::format("Put {} in its place.", rule.file));
}

std::int64_t encoder_bytes(const fs::path& weights, EncoderKind kind) {
    const tensor_io::WeightMap map = tensor_io::open_weights(weights);
    const auto own = [&] {
        switch (kind) {
            case EncoderKind::Clip: return canonical_clip_text_names(map);
            case EncoderKind::Llama: return canonical_llama_names(map);
            case EncoderKind::ClipVision: return canonical_clip_vision_names(map);
            default: return canonical_t5_names(map);
        }
    }();
    return static_cast<std::int64_t>(own.total_bytes());
}

}  // namespace plumbline::text
