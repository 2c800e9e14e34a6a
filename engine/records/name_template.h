// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace plumbline::records {

/// What a placeholder of a file name stands for, as text: the values of name_fields(). A field
/// that is not known is missing.
using NameValues = std::map<std::string, std::string, std::less<>>;

/// The placeholders that there are: seed, model, prompt, steps, cache, width, height, codec,
/// number.
[[nodiscard]] const std::vector<std::string_view>& name_fields();

/// The values of a run's record (plumbline/run/v1, JSON); none when it is empty or no record.
[[nodiscard]] NameValues name_values(std::string_view record);

/// "{model}-{seed}.mp4" → "wan-7.mp4". A value becomes one word of a file name: control characters
/// and / \ : * ? " < > | become "-", blanks "_", dots at its ends are dropped, and what is beyond
/// 80 bytes is cut between two characters. A value that is missing or has nothing left becomes
/// "none". "{{" and "}}" stand for braces. Throws Error{Usage} for an unknown placeholder, listing
/// those that there are, and for a brace without its other half.
[[nodiscard]] std::string expand_name(std::string_view pattern, const NameValues& values);
/// Whether the pattern holds the placeholder.
[[nodiscard]] bool names_field(std::string_view pattern, std::string_view field);
/// The pattern that stands for this very name: its braces doubled.
[[nodiscard]] std::string literal_name(std::string_view name);

}  // namespace plumbline::records
