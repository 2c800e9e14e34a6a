// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/token_count.h"

#include "base/error.h"
#include "pipeline/model_set.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace plumbline::pipeline {

std::string TokenCounter::count(const api::TokensRequest& request) {
    const ModelFiles files = find_model(request.model);
    if (files.text.weights.empty() && files.text.tokenizer.empty()) {
        throw Error(ErrorKind::Input, fmt::format("model {} has no text encoder", request.model),
                    "Add its text encoder to the model's folder.");
    }
    const auto& from = files.text.tokenizer.empty() ? files.text.weights : files.text.tokenizer;
    if (!count_ || from != file_) {
        count_ = ways_of(files.family).open_counter(files);
        file_ = from;
    }
    nlohmann::json tokens = nlohmann::json::array();
    for (const std::string& typed : request.texts) tokens.push_back(count_(typed));
    return nlohmann::json{{"limit", denoiser_sizes(files).text_len}, {"tokens", tokens}}.dump();
}

}  // namespace plumbline::pipeline
