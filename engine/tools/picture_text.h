// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/image.h"

#include <array>
#include <cstdint>
#include <string_view>

namespace plumbline::tools {

using Colour = std::array<std::uint8_t, 3>;

/// A rectangle in pixels.
struct Box {
    int x = 0, y = 0, width = 0, height = 0;
};

/// Letters are 5 by 7 points, one apart.
inline constexpr int kGlyphWidth = 5, kGlyphHeight = 7, kGlyphStep = 6;

/// Fills what of the box lies inside the picture.
void fill(api::Image& image, const Box& box, const Colour& colour);
/// Draws capital letters with `point` pixels a point; what has no glyph is left blank. x, y: the
/// upper left corner.
void draw_text(api::Image& image,
               int x,
               int y,
               std::string_view text,
               const Colour& colour,
               int point);
[[nodiscard]] int text_width(std::string_view text, int point);

}  // namespace plumbline::tools
