// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/picture_text.h"

#include <algorithm>

namespace plumbline::tools {
namespace {

/// Rows from above, five points each, '#' where there is ink.
struct Glyph {
    char letter;
    std::array<std::string_view, kGlyphHeight> rows;
};

// Drawn for this program: the letters of the decisions, their names, the branches and the sides.
constexpr std::array<Glyph, 16> kGlyphs{{
    {'A', {".###.", "#...#", "#...#", "#####", "#...#", "#...#", "#...#"}},
    {'B', {"####.", "#...#", "#...#", "####.", "#...#", "#...#", "####."}},
    {'C', {".####", "#....", "#....", "#....", "#....", "#....", ".####"}},
    {'D', {"####.", "#...#", "#...#", "#...#", "#...#", "#...#", "####."}},
    {'E', {"#####", "#....", "#....", "###..", "#....", "#....", "#####"}},
    {'I', {"#####", "..#..", "..#..", "..#..", "..#..", "..#..", "#####"}},
    {'K', {"#..##", "#.#..", "##...", "##...", "#.#..", "#..#.", "#...#"}},
    {'L', {"#....", "#....", "#....", "#....", "#....", "#....", "#####"}},
    {'M', {"#...#", "##.##", "#.#.#", "#.#.#", "#...#", "#...#", "#...#"}},
    {'N', {"#...#", "##..#", "##..#", "#.#.#", "#..##", "#..##", "#...#"}},
    {'O', {".###.", "#...#", "#...#", "#...#", "#...#", "#...#", ".###."}},
    {'P', {"####.", "#...#", "#...#", "####.", "#....", "#....", "#...."}},
    {'R', {"####.", "#...#", "#...#", "####.", "#.#..", "#..#.", "#...#"}},
    {'S', {".####", "#....", "#....", ".###.", "....#", "....#", "####."}},
    {'T', {"#####", "..#..", "..#..", "..#..", "..#..", "..#..", "..#.."}},
    {'U', {"#...#", "#...#", "#...#", "#...#", "#...#", "#...#", ".###."}},
}};

}  // namespace

void fill(api::Image& image, const Box& box, const Colour& colour) {
    const int left = std::max(box.x, 0), right = std::min(box.x + box.width, image.width);
    const int top = std::max(box.y, 0), bottom = std::min(box.y + box.height, image.height);
    for (int y = top; y < bottom; ++y) {
        std::uint8_t* pixel = image.pixels.data() +
                              static_cast<std::size_t>(y) * image.row_bytes() +
                              3 * static_cast<std::size_t>(left);
        for (int x = left; x < right; ++x) pixel = std::ranges::copy(colour, pixel).out;
    }
}

void draw_text(api::Image& image,
               int x,
               int y,
               std::string_view text,
               const Colour& colour,
               int point) {
    for (const char letter : text) {
        const auto* const glyph = std::ranges::find(kGlyphs, letter, &Glyph::letter);
        for (int row = 0; glyph != kGlyphs.end() && row < kGlyphHeight; ++row) {
            for (int column = 0; column < kGlyphWidth; ++column) {
                if (glyph->rows[static_cast<std::size_t>(row)][static_cast<std::size_t>(column)] !=
                    '#')
                    continue;
                fill(image,
                     {.x = x + column * point,
                      .y = y + row * point,
                      .width = point,
                      .height = point},
                     colour);
            }
        }
        x += kGlyphStep * point;
    }
}

int text_width(std::string_view text, int point) {
    return static_cast<int>(text.size()) * kGlyphStep * point;
}

}  // namespace plumbline::tools
