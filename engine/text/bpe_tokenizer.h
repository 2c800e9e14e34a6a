// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "text/tokenizer.h"

#include <filesystem>
#include <memory>

namespace plumbline::text {

/// CLIP's tokenizer: canonical composition, lower case, words of letters, single digits, other
/// runs; start mark, words, end mark; padded with the end mark. place: a folder that holds
/// vocab.json and merges.txt, or tokenizer.json; or the latter itself. Throws Error{Input} when a
/// file is missing, damaged or not CLIP's.
[[nodiscard]] std::unique_ptr<Tokenizer> open_clip_tokenizer(const std::filesystem::path& place);

/// LLaMA 3's tokenizer: start mark and words, no end mark; the end of a long text is cut. Padded
/// with <pad> where there is one, else with <|end_of_text|>. place: tokenizer.json or its folder.
/// Throws Error{Input} when it is missing, damaged or not LLaMA 3's.
[[nodiscard]] std::unique_ptr<Tokenizer> open_llama_tokenizer(const std::filesystem::path& place);

}  // namespace plumbline::text
