// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <span>
#include <string>
#include <string_view>

namespace plumbline::tensor_io {

/// Text out of a file, made fit for a one-line message: in quotes, control characters replaced, cut
/// short.
[[nodiscard]] inline std::string in_quotes(std::string_view text) {
    constexpr std::size_t kLongest = 120;
    std::string result = "'";
    for (const char c : text.substr(0, kLongest)) {
        const auto code = static_cast<unsigned char>(c);
        result += code < 0x20 || code == 0x7f ? '?' : c;
    }
    return result + (text.size() > kLongest ? "…'" : "'");
}

/// The first few of these names in quotes, "…" after them where there are more.
[[nodiscard]] inline std::string in_quotes(std::span<const std::string> names) {
    constexpr std::size_t kMostListed = 8;
    std::string result;
    for (const std::string& name : names.first(std::min(names.size(), kMostListed)))
        result += (result.empty() ? "" : ", ") + in_quotes(name);
    return result + (names.size() > kMostListed ? ", …" : "");
}

}  // namespace plumbline::tensor_io
