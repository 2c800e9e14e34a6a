// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/recipe.h"
#include "pipeline/family_ways.h"

#include <filesystem>
#include <string>

namespace plumbline::pipeline {

/// Counts tokens for the window's counter. Keeps the last tokenizer open.
class TokenCounter {
public:
    /// The JSON that TokensRequest describes. Throws Error{Input} for a model that is not there or
    /// has no tokenizer, and for text that is not UTF-8.
    [[nodiscard]] std::string count(const api::TokensRequest& request);

private:
    std::filesystem::path file_;  // that count_ reads
    TokenCount count_;
};

}  // namespace plumbline::pipeline
