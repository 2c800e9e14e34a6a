// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace plumbline::text {

/// Code points of a UTF-8 text. Throws Error{Input} that names the offset of the first bad byte:
/// surrogates, overlong forms and values over U+10FFFF are bad too.
[[nodiscard]] std::u32string decode_utf8(std::string_view text);
/// code_points: no surrogates.
[[nodiscard]] std::string encode_utf8(std::u32string_view code_points);
/// Length of the UTF-8 sequence that starts at `offset`, 0 when it is malformed. offset <
/// text.size().
[[nodiscard]] int utf8_sequence_length(std::string_view text, std::size_t offset);

/// Canonical composition (NFC), and the compatibility form (NFKC).
[[nodiscard]] std::u32string to_nfc(std::u32string_view text);
[[nodiscard]] std::u32string to_nfkc(std::u32string_view text);
/// Full upper-casing, without a locale: ß becomes SS.
[[nodiscard]] std::u32string to_upper(std::u32string_view text);
/// Lower-casing of each character by itself, without a locale: no word decides the form of Σ.
[[nodiscard]] std::u32string to_lower(std::u32string_view text);
[[nodiscard]] bool is_letter(char32_t c);
[[nodiscard]] bool is_lower_letter(char32_t c);
/// White space as Python's str.split() sees it.
[[nodiscard]] bool is_space(char32_t c);

/// What byte 0x80…0x9f means in Windows-1252; the five undefined bytes stand for themselves. Other
/// values come back unchanged.
[[nodiscard]] char32_t windows_1252_from_c1(char32_t c);

}  // namespace plumbline::text
