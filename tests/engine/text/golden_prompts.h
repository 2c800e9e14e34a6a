// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace plumbline::text {

/// Prompts of the golden case umt5_tiny/encode, in its order, for 40 tokens.
inline constexpr std::array<std::string_view, 8> kGoldenPrompts{
    "A quiet river bends between green hills.",
    "Two cats chase a paper ball; the camera moves slowly, slow motion, 4K!",
    "",
    "   spaces \t and\nnew   lines   ",
    "Tom &amp; Jerry &lt;3 “smart quotes” — dash… naïve café ﬁne ½ Ａ",
    "一只小猫在阳光下的草地上玩耍。Ünïcode ☕ 🚀 e\314\201 한국어",
    "UPPER lower MiXed 0123456789 don't it's we'll they're",
    "an old train crosses a stone bridge and a red kite climbs over the beach "
    "an old train crosses a stone bridge and a red kite climbs over the beach "
    "an old train crosses a stone bridge and a red kite climbs over the beach "
    "an old train crosses a stone bridge and a red kite climbs over the beach "
    "an old train crosses a stone bridge and a red kite climbs over the beach "
    "an old train crosses a stone bridge and a red kite climbs over the beach "
    "an old train crosses a stone bridge and a red kite climbs over the beach "
    "an old train crosses a stone bridge and a red kite climbs over the beach",
};

/// The same after the clean-up.
inline constexpr std::array<std::string_view, 8> kGoldenCleaned{
    "A quiet river bends between green hills.",
    "Two cats chase a paper ball; the camera moves slowly, slow motion, 4K!",
    "",
    "spaces and new lines",
    "Tom & Jerry <3 \"smart quotes\" — dash… naïve café fine ½ A",
    "一只小猫在阳光下的草地上玩耍。Ünïcode ☕ 🚀 é 한국어",
    "UPPER lower MiXed 0123456789 don't it's we'll they're",
    "an old train crosses a stone bridge and a red kite climbs over the beach "
    "an old train crosses a stone bridge and a red kite climbs over the beach "
    "an old train crosses a stone bridge and a red kite climbs over the beach "
    "an old train crosses a stone bridge and a red kite climbs over the beach "
    "an old train crosses a stone bridge and a red kite climbs over the beach "
    "an old train crosses a stone bridge and a red kite climbs over the beach "
    "an old train crosses a stone bridge and a red kite climbs over the beach "
    "an old train crosses a stone bridge and a red kite climbs over the beach",
};

/// From this one on they need more than 40 tokens.
inline constexpr std::size_t kFirstTruncated = 4;

}  // namespace plumbline::text
