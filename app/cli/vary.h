// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace plumbline::cli {

/// What --vary asks for: one parameter and its values, in the order given.
struct Variation {
    std::string key;
    std::vector<double> values;
};

/// "KEY=A,B,…" or "KEY=LOW:HIGH:COUNT" (evenly spaced, both ends included). Throws Error{Usage}.
[[nodiscard]] Variation parse_variation(std::string_view text);

}  // namespace plumbline::cli
