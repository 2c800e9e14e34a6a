// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "text/bpe_data.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace plumbline::text {

/// Byte-level byte-pair encoding: a word becomes bytes, and the pair that stands first in the list
/// of merges becomes one token, until no pair of the list is left. Immutable.
class BpeModel {
public:
    /// Throws Error{Input} when a byte has no token (not a byte-level vocabulary) or a merge names
    /// tokens that the vocabulary lacks (files of two tokenizers).
    explicit BpeModel(const BpeData& data);

    /// Appends the tokens of one word. Time grows as n log n in its bytes.
    void append(std::string_view word, std::vector<std::int64_t>& ids) const;
    [[nodiscard]] std::optional<std::int32_t> find(const std::string& token) const;
    /// Greatest id + 1, added tokens included.
    [[nodiscard]] int size() const { return size_; }

private:
    struct Merge {
        std::int32_t rank = 0;
        std::int32_t id = 0;  // of what the pair becomes
    };

    void take_bytes(const BpeData& data);
    void take_merges(const BpeData& data);
    [[nodiscard]] const Merge* merge_of(std::int32_t left, std::int32_t right) const;
    [[nodiscard]] std::optional<std::int32_t> whole_word(std::string_view word) const;

    std::unordered_map<std::string, std::int32_t> vocabulary_;
    std::unordered_map<std::uint64_t, Merge> merges_;  // by left id · 2^32 + right id
    std::array<std::int32_t, 256> inner_{};            // token of each byte inside a word
    std::array<std::int32_t, 256> last_{};             // and at its end
    std::string end_of_word_;
    bool whole_words_first_ = false;
    int size_ = 0;
};

}  // namespace plumbline::text
