// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/vary.h"

#include "base/error.h"
#include "records/text_checks.h"

#include <fmt/format.h>

namespace plumbline::cli {
namespace {

constexpr int kMostValues = 1000;

std::vector<std::string_view> split(std::string_view text, char by) {
    std::vector<std::string_view> parts;
    for (;;) {
        const std::size_t end = text.find(by);
        parts.push_back(text.substr(0, end));
        if (end == std::string_view::npos) return parts;
        text.remove_prefix(end + 1);
    }
}

}  // namespace

Variation parse_variation(std::string_view text) {
    const std::size_t equals = text.find('=');
    if (equals == std::string_view::npos || equals == 0) {
        throw Error(ErrorKind::Usage, fmt::format("--vary '{}' names no parameter", text),
                    "write for example threshold=0.02:0.3:8 or threshold=0.05,0.1");
    }
    Variation variation{.key = std::string(text.substr(0, equals)), .values = {}};
    const std::string_view values = text.substr(equals + 1);
    const auto range = split(values, ':');
    if (range.size() == 1) {
        for (const std::string_view value : split(values, ','))
            variation.values.push_back(records::parse_real(variation.key, value));
        return variation;
    }
    if (range.size() != 3) {
        throw Error(ErrorKind::Usage, fmt::format("--vary '{}' is no range", text),
                    "write LOW:HIGH:COUNT, for example threshold=0.02:0.3:8");
    }
    const double low = records::parse_real(variation.key, range[0]),
                 high = records::parse_real(variation.key, range[1]);
    const int count = records::parse_int("the count of --vary", range[2], 2, kMostValues);
    for (int i = 0; i < count; ++i)
        variation.values.push_back(i + 1 == count ? high : low + (high - low) * i / (count - 1));
    return variation;
}

}  // namespace plumbline::cli
