// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/prompt_encoder.h"

#include "base/check.h"
#include "base/error.h"
#include "base/file.h"
#include "tensor_io/weight_map.h"
#include "text/prompt_cleaning.h"
#include "text/sentencepiece_tokenizer.h"

#include <ATen/ATen.h>
#include <c10/core/GradMode.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <string>
#include <vector>

namespace plumbline::text {
namespace {

namespace fs = std::filesystem;

constexpr const char* kEmbeddedModel = "spiece_model";

bool is_folder(const fs::path& path) {
    std::error_code fault;
    return fs::is_directory(path, fault);
}

bool is_file(const fs::path& path) {
    std::error_code fault;
    return fs::is_regular_file(path, fault);
}

/// Weight files of a folder that are called after T5, by name.
std::vector<fs::path> t5_files_in(const fs::path& folder) {
    std::vector<fs::path> files;
    for (const std::string& name : base::names_in(folder)) {
        const bool weights =
            name.ends_with(".safetensors") || name.ends_with(".pth") || name.ends_with(".pt");
        if (weights && !name.starts_with('.') && name.find("t5") != name.npos) {
            files.push_back(folder / name);
        }
    }
    return files;
}

/// Flux.1's T5 may lie beside it; Wan's is called after UMT5.
void prefer_umt5(std::vector<fs::path>& files) {
    const auto is_other = [](const fs::path& file) {
        return file.filename().string().find("umt5") == std::string::npos;
    };
    if (!std::ranges::all_of(files, is_other)) std::erase_if(files, is_other);
}

fs::path find_weights(const fs::path& folder) {
    if (is_folder(folder / "text_encoder")) return folder / "text_encoder";
    for (const fs::path& place : {folder, folder / "text_encoders"}) {
        if (!is_folder(place)) continue;
        std::vector<fs::path> files = t5_files_in(place);
        prefer_umt5(files);
        if (files.size() > 1) {
            std::vector<std::string> names;
            for (const fs::path& file : files) names.push_back(file.filename().string());
            throw Error(ErrorKind::Input,
                        fmt::format("{} holds several text encoders: {}", place.string(),
                                    fmt::join(names, ", ")),
                        "Keep one of them in the folder.");
        }
        if (files.size() == 1) return files.front();
    }
    throw Error(ErrorKind::Input, fmt::format("{} holds no T5 text encoder", folder.string()),
                "Add the model's text_encoder folder or its models_t5_*.pth file.");
}

/// The bytes that a checkpoint carries its tokenizer in, as text.
std::string embedded_model(const tensor_io::WeightMap& weights) {
    if (!weights.contains(kEmbeddedModel)) {
        throw Error(ErrorKind::Input,
                    fmt::format("{}: the text encoder has no tokenizer beside or inside it",
                                weights.origin),
                    "Add spiece.model to the model's tokenizer folder.");
    }
    const at::Tensor bytes = weights.tensor(kEmbeddedModel).contiguous();
    if (bytes.element_size() != 1) {
        throw Error(ErrorKind::Input,
                    fmt::format("{}: {} does not hold bytes", weights.origin, kEmbeddedModel),
                    "Download the text encoder again.");
    }
    return {static_cast<const char*>(bytes.const_data_ptr()),
            static_cast<std::size_t>(bytes.numel())};
}

std::unique_ptr<Tokenizer> tokenizer_of(const PromptEncoderFiles& files,
                                        const tensor_io::WeightMap& weights) {
    if (!files.spiece_model.empty()) return open_sentencepiece(files.spiece_model);
    return sentencepiece_from_bytes(embedded_model(weights),
                                    fmt::format("{}: {}", weights.origin, kEmbeddedModel));
}

}  // namespace

std::unique_ptr<Tokenizer> open_tokenizer(const PromptEncoderFiles& files) {
    if (!files.spiece_model.empty()) return open_sentencepiece(files.spiece_model);
    return tokenizer_of(files, tensor_io::open_weights(files.weights));
}

PromptEncoderFiles find_prompt_encoder(const fs::path& folder) {
    PromptEncoderFiles files{.weights = find_weights(folder), .spiece_model = {}};
    const fs::path beside = is_folder(files.weights) ? files.weights : files.weights.parent_path();
    for (const fs::path& candidate :
         {folder / "tokenizer" / "spiece.model", folder / "google" / "umt5-xxl" / "spiece.model",
          folder / "spiece.model", beside / "spiece.model"}) {
        if (is_file(candidate)) {
            files.spiece_model = candidate;
            break;
        }
    }
    return files;
}

PromptEncoder PromptEncoder::open(const fs::path& path,
                                  const tensor_io::Placement& placement,
                                  int text_len) {
    if (is_folder(path)) return open(find_prompt_encoder(path), placement, text_len);
    return open(PromptEncoderFiles{.weights = path, .spiece_model = {}}, placement, text_len);
}

PromptEncoder PromptEncoder::open(const PromptEncoderFiles& files,
                                  const tensor_io::Placement& placement,
                                  int text_len) {
    PLUMBLINE_CHECK(text_len > 0, "text_len is {}", text_len);
    const tensor_io::WeightMap weights = tensor_io::open_weights(files.weights);
    PromptEncoder result;
    result.text_len_ = text_len;
    // The tokenizer first: a fault in it shows before gigabytes are converted.
    result.tokenizer_ = tokenizer_of(files, weights);
    const tensor_io::WeightMap canonical = canonical_t5_names(weights);
    result.encoder_ = std::make_unique<T5Encoder>(canonical, placement);
    const int pieces = result.tokenizer_->vocabulary_size();
    if (pieces > result.encoder_->vocabulary_size()) {
        throw Error(
            ErrorKind::Input,
            fmt::format("{}: the tokenizer has {} pieces, the text encoder {} rows for them",
                        weights.origin, pieces, result.encoder_->vocabulary_size()),
            "Use the spiece.model that belongs to the text encoder.");
    }
    return result;
}

TokenIds PromptEncoder::tokenize(std::string_view prompt) const {
    return tokenizer_->encode(clean_prompt(prompt), text_len_);
}

EncodedPrompt PromptEncoder::encode(std::string_view prompt, const Checkpoint& checkpoint) const {
    const c10::NoGradGuard no_grad;
    TokenIds tokens = tokenize(prompt);
    // Padding is masked, so that leaving it out changes no row and saves its work.
    tokens.ids.resize(static_cast<std::size_t>(tokens.length));
    const at::Tensor ids = at::tensor(tokens.ids, at::kLong).unsqueeze(0);
    return {.embeddings = encoder_->encode(ids, {}, checkpoint).to(at::kFloat),
            .tokens = tokens.length,
            .truncated = tokens.truncated};
}

}  // namespace plumbline::text
