// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace plumbline::cli {

/// One prompt a line of a file ("-": standard input), blank lines left out. Throws Error{Input}
/// when it cannot be read, Error{Usage} when it holds none or is not UTF-8.
[[nodiscard]] std::vector<std::string> read_prompts(const std::string& file);

/// The same from text; `name` is for messages.
[[nodiscard]] std::vector<std::string> split_prompts(std::string_view text, std::string_view name);

}  // namespace plumbline::cli
