// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/bpe_tokenizer.h"
#include "text/encoder_hints.h"
#include "tools/case_models.h"
#include "tools/model_family.h"

#include <fmt/format.h>

#include <algorithm>

namespace plumbline::tools {
namespace {

text::EncoderHints hints_of(const ListedModel& model) {
    return text::hints_in(model.config, "text_config",
                          fmt::format("the configuration of {}", model.name));
}

/// The listed file of this name. Verifies every file of the model: a tokenizer may be two.
std::filesystem::path tokenizer_file(const ListedModel& model, const char* name) {
    for (const ListedFile& file : model.files) verify(file);
    const auto found = std::ranges::find_if(
        model.files, [&](const ListedFile& file) { return file.path.filename() == name; });
    if (found != model.files.end()) return found->path;
    throw Error(ErrorKind::Input, fmt::format("model {} lists no {}", model.name, name),
                "correct the manifest");
}

}  // namespace

std::string_view CaseModels::family_of(const std::string& model,
                                       const std::vector<std::string_view>& families) const {
    const auto weights = open(find(model), families);
    return detect_family(weights.without_common_prefix(known_prefixes()))->id;
}

ClipTextModel& CaseModels::clip_text(const std::string& model) {
    ClipTextModel& place = clip_text_[model];
    if (!place.encoder) {
        const ListedModel listed = find(model);
        place.tokenizer =
            text::open_clip_tokenizer(tokenizer_file(listed, "merges.txt").parent_path());
        place.encoder = std::make_unique<text::ClipTextEncoder>(
            text::canonical_clip_text_names(open(listed, {"clip-text"})), placement(at::kFloat),
            text::ClipTextConfig{.heads = hints_of(listed).heads.value_or(0)});
    }
    return place;
}

LlamaModel& CaseModels::llama(const std::string& model, int skipped_layers) {
    LlamaModel& place = llama_[fmt::format("{} {}", model, skipped_layers)];
    if (!place.encoder) {
        const ListedModel listed = find(model);
        const text::EncoderHints hints = hints_of(listed);
        text::LlamaConfig config{.skipped_layers = skipped_layers};
        config.heads = hints.heads.value_or(config.heads);
        config.rope_theta = hints.rope_theta.value_or(config.rope_theta);
        config.norm_epsilon = hints.norm_epsilon.value_or(config.norm_epsilon);
        place.tokenizer_file = tokenizer_file(listed, "tokenizer.json");
        place.tokenizer = text::open_llama_tokenizer(place.tokenizer_file);
        place.encoder = std::make_unique<text::LlamaEncoder>(
            text::canonical_llama_names(open(listed, {"llama"})), placement(at::kFloat), config);
    }
    return place;
}

text::ClipVisionEncoder& CaseModels::clip_vision(const std::string& model) {
    auto& place = clip_vision_[model];
    if (!place) {
        const ListedModel listed = find(model);
        const auto weights = text::canonical_clip_vision_names(open(listed, {"clip-vision"}));
        place = std::make_unique<text::ClipVisionEncoder>(
            weights, placement(at::kFloat),
            text::ClipVisionConfig{.heads = hints_of(listed).heads.value_or(0)});
    }
    return *place;
}

}  // namespace plumbline::tools
