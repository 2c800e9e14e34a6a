// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>

namespace plumbline::train {

/// vocab.json and merges.txt as CLIP's tokenizer has them, of the captions' words: bytes, bytes at
/// the end of a word, merges, the two marks.
void write_clip_tokenizer(const std::filesystem::path& folder);
/// tokenizer.json as LLaMA 3's: bytes, merges of the captions' words with the blank before them,
/// the marks that a prompt template needs.
void write_llama_tokenizer(const std::filesystem::path& folder);

}  // namespace plumbline::train
