// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/recipe.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace plumbline::records {

/// Whole number from minimum to maximum. Throws Error{Usage} naming `what`, the text and the range.
[[nodiscard]] int parse_int(std::string_view what, std::string_view text, int minimum, int maximum);
/// Whole number from 0 to 2^64 - 1. Throws Error{Usage}.
[[nodiscard]] std::uint64_t parse_seed(std::string_view text);
/// Finite number. Throws Error{Usage}.
[[nodiscard]] double parse_real(std::string_view what, std::string_view text);
/// Bytes: "1500000000", "1.5GB", "800 MiB"; a bare letter is as with "iB". Throws Error{Usage} also
/// for less than a byte.
[[nodiscard]] std::int64_t parse_bytes(std::string_view what, std::string_view text);
/// "FILE" or "FILE:WEIGHT"; what follows the last colon is a weight when it is a number. Throws
/// Error{Usage} for no file or a weight that is not finite.
[[nodiscard]] api::Lora parse_lora(std::string_view text);
/// As parse_lora reads it.
[[nodiscard]] std::string lora_text(const api::Lora& lora);
/// "true" or "false" (also 1, 0, yes, no, on, off). Throws Error{Usage}.
[[nodiscard]] bool parse_bool(std::string_view what, std::string_view text);
/// One of the words. Throws Error{Usage} listing them.
[[nodiscard]] std::string parse_choice(std::string_view what,
                                       std::string_view text,
                                       std::span<const std::string_view> words);
/// A path that ends in one of these (".mp4", or "/" for a folder), whatever its case. Throws
/// Error{Usage}.
[[nodiscard]] std::string parse_path(std::string_view what,
                                     std::string_view text,
                                     std::span<const std::string_view> endings);
/// Text in UTF-8 with more than blanks in it. Throws Error{Usage}.
[[nodiscard]] std::string parse_prompt(std::string_view what, std::string_view text);

/// Well-formed as RFC 3629 has it: no overlong forms, no surrogates, nothing above U+10FFFF.
[[nodiscard]] bool is_utf8(std::string_view text);

/// Throws Error{Input} when there is nothing at `path`.
void require_existing(std::string_view what, const std::string& path);

}  // namespace plumbline::records
