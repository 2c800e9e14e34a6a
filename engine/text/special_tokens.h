// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "text/bpe_data.h"

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace plumbline::text {

/// A piece of a text: plain words, or one special token.
struct TextPart {
    std::string_view text;
    std::optional<std::int32_t> special;  // its id
};

/// Cuts `text` at the special tokens in it: the leftmost first, of several the longest. The flags
/// that let a token swallow the blanks around it are not looked at: CLIP's and LLaMA's have none.
/// The parts view `text`; none is empty.
[[nodiscard]] std::vector<TextPart> cut_at_special_tokens(std::string_view text,
                                                          const std::vector<AddedToken>& tokens);

}  // namespace plumbline::text
