// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace plumbline::text {

/// Wan's clean-up of a prompt: repair of mangled text as ftfy does it where it matters for prompts
/// (NFC, ligatures, full-width forms, curly quotes, C1 controls; see docs), HTML unescape twice,
/// whitespace folded, ends trimmed. Throws Error{Input} when the text is not valid UTF-8 (names the
/// byte offset).
[[nodiscard]] std::string clean_prompt(std::string_view prompt);
/// HTML5 named and numeric references, as Python's html.unescape.
[[nodiscard]] std::string html_unescape(std::string_view text);

}  // namespace plumbline::text
