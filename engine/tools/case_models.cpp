// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/case_models.h"

#include "base/check.h"
#include "tensor_io/weight_map.h"
#include "text/sentencepiece_tokenizer.h"
#include "vae/registry.h"

#include <ATen/ATen.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace plumbline::tools {
namespace {

models::ConfigHints hints_of(const ListedModel& model, std::optional<std::int64_t> text_length) {
    models::ConfigHints hints;
    const std::string origin = fmt::format("the configuration of {}", model.name);
    if (model.config.is_object()) hints = models::read_config(model.config, origin);
    if (text_length) hints.text_len = text_length;
    return hints;
}

}  // namespace

CaseModels::CaseModels(const Manifest& manifest,
                       const std::filesystem::path& extra_folder,
                       std::string naming,
                       at::Device device,
                       Checkpoint checkpoint)
    : manifest_(manifest),
      naming_(std::move(naming)),
      device_(device),
      checkpoint_(std::move(checkpoint)) {
    if (!extra_folder.empty()) extra_.emplace(extra_folder / "manifest.json");
}

ListedModel CaseModels::find(const std::string& model) const {
    if (manifest_.has_model(model)) return manifest_.read_model(model);
    if (extra_ && extra_->has_model(model)) return extra_->read_model(model);
    throw Error(ErrorKind::Input,
                fmt::format("{} names the model '{}' but does not hold it",
                            manifest_.path().string(), model),
                "name a folder with a manifest that holds it: --models DIR");
}

const ListedFile& CaseModels::weights_of(const ListedModel& model) const {
    // Diffusers' models come with transformers' encoders: either word asks for the names of that
    // world.
    const std::string partner = naming_ == "diffusers"      ? "transformers"
                                : naming_ == "transformers" ? "diffusers"
                                                            : naming_;
    for (const std::string& naming : {naming_, partner}) {
        if (const auto found = model.weights.find(naming); found != model.weights.end()) {
            return found->second;
        }
    }
    if (model.weights.size() == 1) return model.weights.begin()->second;
    std::vector<std::string> namings;
    for (const auto& [naming, file] : model.weights) namings.push_back(naming);
    throw Error(ErrorKind::Input,
                fmt::format("model {} has no weights in the naming '{}'", model.name, naming_),
                fmt::format("choose one of: {}", fmt::join(namings, ", ")));
}

tensor_io::WeightMap CaseModels::open(const ListedModel& model,
                                      const std::vector<std::string_view>& families) const {
    return open(model, [&](const ModelFamily& family) {
        return std::ranges::find(families, family.id) != families.end();
    });
}

tensor_io::WeightMap CaseModels::open(
    const ListedModel& model,
    const std::function<bool(const ModelFamily& family)>& fits) const {
    const ListedFile& file = weights_of(model);
    verify(file);
    tensor_io::WeightMap weights = tensor_io::open_weights(file.path);
    const ModelFamily* family = detect_family(weights.without_common_prefix(known_prefixes()));
    if (family == nullptr) {
        throw Error(ErrorKind::Input,
                    fmt::format("{} is no model that is known", file.path.string()),
                    "check that it is the right file");
    }
    if (fits(*family)) return weights;
    if (!family->loadable) {
        throw UnsupportedCase(
            fmt::format("model {} is {}, which cannot be loaded yet", model.name, family->title));
    }
    throw Error(ErrorKind::Input,
                fmt::format("model {} is {}, which does not fit this kind of case", model.name,
                            family->title),
                "correct the manifest");
}

tensor_io::Placement CaseModels::placement(at::ScalarType dtype) const {
    return {.device = device_, .dtype = dtype, .checkpoint = checkpoint_};
}

DenoiserModel& CaseModels::denoiser(const std::string& model,
                                    at::ScalarType dtype,
                                    std::optional<std::int64_t> text_length) {
    DenoiserModel& place =
        denoisers_[fmt::format("{} {} {}", model, at::toString(dtype), text_length.value_or(0))];
    if (place.denoiser != nullptr) return place;
    const ListedModel listed = find(model);
    const auto weights = open(listed, [](const ModelFamily& family) {
        return family.loadable && family.part == ModelPart::Denoiser;
    });
    place.family = models::family_of(weights);
    PLUMBLINE_CHECK(place.family != nullptr, "no family holds the loadable model {}", model);
    place.denoiser = place.family->open(place.family->canonical_names(weights),
                                        hints_of(listed, text_length), placement(dtype));
    return place;
}

vae::Vae& CaseModels::vae(const std::string& model, at::ScalarType dtype) {
    auto& place = vaes_[fmt::format("{} {}", model, at::toString(dtype))];
    if (!place) {
        const ListedModel listed = find(model);
        std::vector<std::string_view> families;
        for (const vae::VaeEntry* entry : vae::vae_entries()) families.push_back(entry->id);
        const auto hints =
            vae::read_vae_hints(listed.config.is_object() ? listed.config.dump() : "{}",
                                fmt::format("the configuration of {}", listed.name));
        place = vae::open_vae(open(listed, families), hints, placement(dtype));
    }
    return *place;
}

TextModel& CaseModels::t5(const std::string& model) {
    if (const auto found = t5_.find(model); found != t5_.end()) return found->second;
    const ListedModel listed = find(model);
    const auto weights = text::canonical_t5_names(open(listed, {"t5"}));
    const auto tokenizer = std::ranges::find_if(listed.files, [](const ListedFile& file) {
        return file.path.filename() == "spiece.model";
    });
    if (tokenizer == listed.files.end()) {
        throw Error(ErrorKind::Input, fmt::format("model {} lists no spiece.model", model),
                    "correct the manifest");
    }
    verify(*tokenizer);
    TextModel loaded{
        .encoder = std::make_unique<text::T5Encoder>(weights, placement(at::kFloat)),
        .tokenizer = text::open_sentencepiece(tokenizer->path),
        .bias_in_every_layer = weights.contains("blocks.1.pos_embedding.embedding.weight")};
    return t5_.emplace(model, std::move(loaded)).first->second;
}

}  // namespace plumbline::tools
