// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/part_report.h"

#include "models/registry.h"
#include "tensor_io/scaled_weights.h"
#include "tensor_io/weight_scope.h"
#include "text/clip_text_encoder.h"
#include "text/clip_vision_encoder.h"
#include "text/llama_encoder.h"
#include "text/t5_encoder.h"
#include "vae/registry.h"

#include <ATen/ATen.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
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

void count_tensors(const WeightMap& weights, PartReport& report) {
    for (const auto& [name, entry] : weights.entries()) {
        report.stored_bytes += static_cast<std::int64_t>(entry.bytes);
        ++report.tensors_by_dtype[dtype_name(entry.dtype)];
        report.parameters += elements(entry.shape);
        if (entry.scale != nullptr) ++report.scaled_tensors;
    }
    // Text encoders and autoencoders are unpacked as they are loaded.
    if (report.family != nullptr && report.family->part == ModelPart::Denoiser)
        report.kept_small = tensor_io::eight_bit_matrix_elements(weights);
}

/// Names what should be there and is not, what has another shape, and what nobody expects.
void check_names(const WeightMap& canonical, const Parameters& expected, PartReport& report) {
    report.names_checked = true;
    std::set<std::string> known;
    for (const auto& [name, shape] : expected) {
        known.insert(name);
        if (!canonical.contains(name)) {
            report.missing.push_back(name);
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
    check_names(canonical, sizes.parameters, report);
}

void describe_vae(const WeightMap& weights, const vae::VaeEntry& entry, PartReport& report) {
    const WeightMap canonical = entry.canonical(weights);
    report.facts.push_back(entry.facts(canonical));
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
    check_names(canonical, text::t5_parameters(config), report);
}

/// "4 layers, width 64" of an encoder whose layers lie at `layers` and are counted by a norm.
void describe_layers(const WeightMap& canonical,
                     const std::string& layers,
                     const char* norm,
                     PartReport& report) {
    const auto name = [&](int index) { return fmt::format("{}.{}.{}", layers, index, norm); };
    int count = 0;
    while (canonical.contains(name(count))) ++count;
    const std::int64_t width = count > 0 ? elements(canonical.entry(name(0)).shape) : 0;
    report.facts.push_back(fmt::format("{} layers, width {}", count, width));
}

void describe_encoder(const WeightMap& weights, PartReport& report) {
    const std::string_view family = report.family->id;
    if (family == "clip-text") {
        describe_layers(text::canonical_clip_text_names(weights), "text_model.encoder.layers",
                        "layer_norm1.weight", report);
    } else if (family == "clip-vision") {
        describe_layers(text::canonical_clip_vision_names(weights), "vision_model.encoder.layers",
                        "layer_norm1.weight", report);
    } else if (family == "llama") {
        describe_layers(text::canonical_llama_names(weights), "layers", "input_layernorm.weight",
                        report);
    }
}

PartReport describe(const std::filesystem::path& path,
                    const std::string& prefix,
                    const WeightMap& weights,
                    const ModelFamily* family) {
    PartReport report{.path = path, .prefix = prefix, .family = family};
    count_tensors(weights, report);
    if (family == nullptr) return report;
    report.title = family->title;
    if (family->part == ModelPart::Denoiser && family->loadable) {
        if (const models::Family* denoiser = models::family_of(weights))
            describe_denoiser(*denoiser, weights, report);
    }
    if (const vae::VaeEntry* entry = vae::vae_of_id(family->id))
        describe_vae(weights, *entry, report);
    if (family->id == "t5") describe_t5(weights, report);
    describe_encoder(weights, report);
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
