// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace plumbline::text {

/// A token that is looked for in the text as it was typed, before anything is split.
struct AddedToken {
    std::string content;
    std::int32_t id = 0;
};

/// What the files of a byte-level BPE tokenizer say. Names of tokens are in GPT-2's spelling: each
/// byte is one printable character.
struct BpeData {
    std::string origin;  // for messages: the file or files
    std::unordered_map<std::string, std::int32_t> vocabulary;
    std::vector<std::pair<std::string, std::string>> merges;  // the most wanted first
    std::string end_of_word;         // marks the last symbol of a word: "</w>" of CLIP, or nothing
    std::string split_pattern;       // how text is split into words; empty: the file does not say
    bool whole_words_first = false;  // a word that is in the vocabulary is not merged together
    std::vector<AddedToken> added;
};

/// vocab.json and merges.txt, as CLIP's are kept. Throws Error{Input} when one is missing, cut
/// short or of another form.
[[nodiscard]] BpeData read_vocab_and_merges(const std::filesystem::path& vocab,
                                            const std::filesystem::path& merges);

/// tokenizer.json of Hugging Face. Throws Error{Input} when it is missing, cut short, or holds
/// another kind of tokenizer (T5's, for one).
[[nodiscard]] BpeData read_tokenizer_json(const std::filesystem::path& path);

}  // namespace plumbline::text
