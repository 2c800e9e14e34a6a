// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <string_view>

namespace plumbline::cache {

/// What MagCache's authors measured of one model: for each step how much smaller the residual of
/// its stack is than that of the step before, 1 at the first.
struct PublishedRatios {
    std::string_view family, name;
    std::span<const double> ratios;
    bool two_branches;  // interleaved: conditional, unconditional
};
[[nodiscard]] std::span<const PublishedRatios> published_ratios();
/// Null for unknown ones.
[[nodiscard]] const PublishedRatios* find_ratios(std::string_view family, std::string_view name);

}  // namespace plumbline::cache
