// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace plumbline::text {

struct TokenIds {
    std::vector<std::int64_t> ids;   // max_length long, padded
    std::vector<std::int64_t> mask;  // 1 = real token
    int length = 0;                  // real tokens, marks included
    bool truncated = false;
};

class Tokenizer {
public:
    virtual ~Tokenizer() = default;
    /// text: UTF-8, cleaned where the model's own pipeline does so. Adds the family's marks,
    /// truncates the text so that they stay, pads to max_length. Throws Error{Input} when the text
    /// is not valid UTF-8.
    [[nodiscard]] virtual TokenIds encode(std::string_view text, int max_length) const = 0;
    [[nodiscard]] virtual int vocabulary_size() const = 0;
};

}  // namespace plumbline::text
