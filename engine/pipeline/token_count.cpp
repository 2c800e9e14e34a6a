// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/token_count.h"

#include "base/error.h"
#include "pipeline/model_set.h"
#include "text/prompt_cleaning.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace plumbline::pipeline {
namespace {

// Longer texts are counted up to here: far beyond what any model reads.
constexpr int kCountTo = 16384;

}  // namespace

std::string TokenCounter::count(const api::TokensRequest& request) {
    const ModelFiles files = find_model(request.model);
    if (files.text.weights.empty() && files.text.spiece_model.empty()) {
        throw Error(ErrorKind::Input, fmt::format("model {} has no text encoder", request.model),
                    "Add its text encoder to the model's folder.");
    }
    const auto& from =
        files.text.spiece_model.empty() ? files.text.weights : files.text.spiece_model;
    if (!tokenizer_ || from != files_) {
        tokenizer_ = text::open_tokenizer(files.text);
        files_ = from;
    }
    nlohmann::json tokens = nlohmann::json::array();
    for (const std::string& typed : request.texts)
        tokens.push_back(tokenizer_->encode(text::clean_prompt(typed), kCountTo).length);
    return nlohmann::json{{"limit", denoiser_sizes(files).text_len}, {"tokens", tokens}}.dump();
}

}  // namespace plumbline::pipeline
