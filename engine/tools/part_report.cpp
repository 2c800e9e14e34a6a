// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/part_report.h"

#include "models/published_names.h"
#include "models/registry.h"
#include "models/rename.h"
#include "tensor_io/scaled_weights.h"
#include "tensor_io/weight_scope.h"
#include "text/clip_text_encoder.h"
#include "text/clip_vision_encoder.h"
#include "text/encoder_parameters.h"
#include "text/llama_encoder.h"
#include "text/t5_encoder.h"
#include "vae/registry.h"

#include <ATen/ATen.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <functional>
#include <set>

namespace plumbline::tools {
namespace {

using tensor_io::WeightMap;
using Parameters = std::vector<std::pair<std::string, std::vector<std::int64_t>>>;

std::string dtype_name(at::ScalarType dtype) {
    switch (dtype) {
        case at::kFloat: return "f32";
        case at::kDouble: return "f64";
        case at::kHalf: return "f16";
        case at::kBFloat16: return "bf16";
        case at::kFloat8_e4m3fn: return "f8_e4m3";
        case at::kFloat8_e5m2: return "f8_e5m2";
        default: return at::toString(dtype);
    }
}

std::int64_t elements(const std::vector<std::int64_t>& shape) {
    std::int64_t product = 1;
    for (const std::int64_t size : shape) product *= size;
    return product;
}

bool is_encoder(const PartReport& report) {
    return report.family != nullptr && (report.family->part == ModelPart::TextEncoder ||
                                        report.family->part == ModelPart::ImageEncoder);
}

void count_tensors(const WeightMap& weights, PartReport& report) {
    for (const auto& [name, entry] : weights.entries()) {
        report.stored_bytes += static_cast<std::int64_t>(entry.bytes);
        ++report.tensors_by_dtype[dtype_name(entry.dtype)];
        if (entry.scale != nullptr) ++report.scaled_tensors;
    }
}

/// What the tensors that are used take in memory. canonical: without what nobody reads.
void count_memory(const WeightMap& canonical, PartReport& report) {
    // Matrices of denoisers stay in 8 bits everywhere, those of encoders as they are stored on the
    // CPU; all else is converted.
    const bool keeps_matrices = is_encoder(report);
    std::int64_t kept_elements = 0, kept_bytes = 0;
    for (const auto& [name, entry] : canonical.entries()) {
        report.parameters += elements(entry.shape);
        if (!keeps_matrices || entry.shape.size() != 2) continue;
        kept_elements += elements(entry.shape);
        kept_bytes += static_cast<std::int64_t>(entry.bytes);
    }
    const bool denoises = report.family != nullptr && report.family->part == ModelPart::Denoiser;
    const std::int64_t small = denoises ? tensor_io::eight_bit_matrix_elements(canonical) : 0;
    const std::int64_t wide = report.parameters - small;
    report.f32_bytes = small + kept_bytes + 4 * (wide - kept_elements);
    report.bf16_bytes = small + 2 * wide;
}

/// What the file calls a canonical tensor that it lacks.
using NamesOf = std::function<models::PublishedNames(const std::string& canonical)>;

/// Names what should be there and is not, what has another shape, and what nobody expects.
void check_names(const WeightMap& canonical,
                 const Parameters& expected,
                 const NamesOf& names_of,
                 PartReport& report) {
    report.names_checked = true;
    std::set<std::string> known, missing;
    for (const auto& [name, shape] : expected) {
        known.insert(name);
        if (!canonical.contains(name)) {
            const models::PublishedNames published = names_of(name);
            known.insert(published.there.begin(), published.there.end());
            for (const std::string& lacking : published.lacking) {
                if (missing.insert(lacking).second) report.missing.push_back(lacking);
            }
        } else if (canonical.entry(name).shape != shape) {
            report.unexpected.push_back(fmt::format("{} [{}], should be [{}]", name,
                                                    fmt::join(canonical.entry(name).shape, ", "),
                                                    fmt::join(shape, ", ")));
        }
    }
    for (const auto& [name, entry] : canonical.entries()) {
        if (!known.contains(name)) report.unexpected.push_back(name);
    }
}

void check_names(const WeightMap& canonical, const Parameters& expected, PartReport& report) {
    const auto same = [](const std::string& name) {
        return models::PublishedNames{.lacking = {name}, .there = {}};
    };
    check_names(canonical, expected, same, report);
}

std::string blocks_in_words(const models::DenoiserSizes& sizes) {
    if (!sizes.dual_stream) return fmt::format("{} blocks", sizes.blocks);
    return fmt::format("{} double-stream and {} single-stream blocks", sizes.probe_blocks,
                       sizes.blocks - sizes.probe_blocks);
}

void describe_denoiser(const models::Family& family, const WeightMap& weights, PartReport& report) {
    const WeightMap canonical = family.canonical_names(weights);
    models::ConfigHints hints;
    const auto beside = report.path.parent_path() / "config.json";
    if (std::filesystem::exists(beside)) hints = models::read_config_json(beside);
    const models::DenoiserSizes sizes = family.sizes(canonical, hints);
    report.facts.push_back(fmt::format("{}, width {}, {} heads, feed-forward {}",
                                       blocks_in_words(sizes), sizes.dim, sizes.heads,
                                       sizes.ffn_dim));
    report.facts.push_back(fmt::format("{} channels in, {} out, text width {}", sizes.in_channels,
                                       sizes.out_channels, sizes.text_dim));
    if (sizes.pooled_dim > 0) {
        report.facts.push_back(fmt::format("pooled text width {}, guidance {}", sizes.pooled_dim,
                                           sizes.takes_guidance ? "as an input" : "not taken"));
    }
    count_memory(canonical, report);
    if (family.names == nullptr) return check_names(canonical, sizes.parameters, report);
    const WeightMap stored = models::denoiser_part(weights);
    const auto names_of = [&](const std::string& name) {
        return models::published_names(stored, family.names(), name);
    };
    check_names(canonical, sizes.parameters, names_of, report);
}

void describe_vae(const WeightMap& weights, const vae::VaeEntry& entry, PartReport& report) {
    const WeightMap canonical = entry.canonical(weights);
    report.facts.push_back(entry.facts(canonical));
    count_memory(canonical, report);
    check_names(canonical, entry.parameters(canonical), report);
}

void describe_t5(const WeightMap& weights, PartReport& report) {
    const WeightMap canonical = text::canonical_t5_names(weights);
    const auto size = [&](const char* name, std::size_t axis) {
        const auto& shape = canonical.entry(name).shape;
        return axis < shape.size() ? shape[axis] : 0;
    };
    text::T5Config config{.vocab = size("token_embedding.weight", 0),
                          .dim = size("token_embedding.weight", 1),
                          .heads = size("blocks.0.pos_embedding.embedding.weight", 1),
                          .ffn = size("blocks.0.ffn.gate.0.weight", 0),
                          .layers = 0};
    config.head_dim = config.heads > 0 ? size("blocks.0.attn.q.weight", 0) / config.heads : 0;
    config.layers = tensor_io::WeightScope(canonical, {})["blocks"].count_children();
    config.bias_in_every_layer = canonical.contains("blocks.1.pos_embedding.embedding.weight");
    report.title = config.bias_in_every_layer ? "UMT5 encoder" : "T5 encoder";
    report.facts.push_back(fmt::format("{} layers, width {}, {} heads, vocabulary {}",
                                       config.layers, config.dim, config.heads, config.vocab));
    if (weights.contains("spiece_model")) report.facts.emplace_back("carries its tokenizer");
    count_memory(canonical, report);
    check_names(canonical, text::t5_parameters(config), report);
}

/// "4 layers, width 64" of an encoder whose layers lie at `layers`.
std::string layers_in_words(const WeightMap& canonical, std::string_view layers, const char* norm) {
    const int count = tensor_io::WeightScope(canonical, {})[layers].count_children();
    std::int64_t width = 0;
    for (int index = 0; index < count && width == 0; ++index) {
        const std::string name = fmt::format("{}.{}.{}", layers, index, norm);
        if (canonical.contains(name)) width = elements(canonical.entry(name).shape);
    }
    return fmt::format("{} layers, width {}", count, width);
}

std::int64_t rows_of(const WeightMap& canonical, const char* name) {
    const auto& shape = canonical.entry(name).shape;
    return shape.empty() ? 0 : shape.front();
}

void describe_clip_text(const WeightMap& weights, PartReport& report) {
    const WeightMap canonical = text::canonical_clip_text_names(weights);
    report.facts.push_back(
        fmt::format("{}, vocabulary {}",
                    layers_in_words(canonical, "text_model.encoder.layers", "layer_norm1.weight"),
                    rows_of(canonical, "text_model.embeddings.token_embedding.weight")));
    count_memory(canonical, report);
    check_names(canonical, text::clip_text_parameters(canonical), report);
}

void describe_clip_vision(const WeightMap& weights, PartReport& report) {
    const WeightMap canonical = text::canonical_clip_vision_names(weights);
    report.facts.push_back(
        layers_in_words(canonical, "vision_model.encoder.layers", "layer_norm1.weight"));
    count_memory(canonical, report);
    const auto names_of = [&](const std::string& name) {
        return models::PublishedNames{.lacking = {text::stored_clip_vision_name(weights, name)},
                                      .there = {}};
    };
    check_names(canonical, text::clip_vision_parameters(canonical), names_of, report);
}

void describe_llama(const WeightMap& weights, PartReport& report) {
    const WeightMap canonical = text::canonical_llama_names(weights);
    report.facts.push_back(fmt::format(
        "{}, vocabulary {}", layers_in_words(canonical, "layers", "input_layernorm.weight"),
        rows_of(canonical, "embed_tokens.weight")));
    count_memory(canonical, report);
    check_names(canonical, text::llama_parameters(canonical), report);
}

PartReport describe(const std::filesystem::path& path,
                    const std::string& prefix,
                    const WeightMap& weights,
                    const ModelFamily* family) {
    PartReport report{.path = path, .prefix = prefix, .family = family};
    count_tensors(weights, report);
    if (family == nullptr) {
        count_memory(weights, report);
        return report;
    }
    report.title = family->title;
    if (family->part == ModelPart::Denoiser && family->loadable) {
        if (const models::Family* denoiser = models::family_of(weights))
            describe_denoiser(*denoiser, weights, report);
    }
    if (const vae::VaeEntry* entry = vae::vae_of_id(family->id))
        describe_vae(weights, *entry, report);
    if (family->id == "t5") describe_t5(weights, report);
    if (family->id == "clip-text") describe_clip_text(weights, report);
    if (family->id == "clip-vision") describe_clip_vision(weights, report);
    if (family->id == "llama") describe_llama(weights, report);
    if (!report.names_checked) count_memory(weights, report);
    return report;
}

}  // namespace

std::vector<PartReport> describe_file(const std::filesystem::path& path) {
    const WeightMap weights = tensor_io::open_weights(path);
    if (const ModelFamily* family = detect_family(weights))
        return {describe(path, "", weights, family)};
    std::vector<PartReport> parts;
    for (const std::string& prefix : known_prefixes()) {
        const WeightMap part = weights.behind(prefix);
        const bool nested = std::ranges::any_of(
            parts, [&](const PartReport& found) { return found.prefix.starts_with(prefix); });
        if (nested || part.entries().empty()) continue;
        if (const ModelFamily* family = detect_family(part)) {
            parts.push_back(describe(path, prefix, part, family));
        }
    }
    if (parts.empty()) parts.push_back(describe(path, "", weights, nullptr));
    return parts;
}

}  // namespace plumbline::tools
