// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/decision_panel.h"

#include "tools/picture_text.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace plumbline::tools {
namespace {

/// Rows of a column that are not of the ground.
int ink_of(const api::Image& image, int x, int top, int bottom) {
    const std::uint8_t* ground = image.pixels.data();
    int count = 0;
    for (int y = top; y < bottom; ++y) {
        const std::uint8_t* pixel = image.pixels.data() +
                                    static_cast<std::size_t>(y) * image.row_bytes() +
                                    3 * static_cast<std::size_t>(x);
        count += std::equal(pixel, pixel + 3, ground) ? 0 : 1;
    }
    return count;
}

TEST(DecisionPanel, HeightsTellTheDecisionsApartWithoutColour) {
    std::set<int> heights;
    for (const char letter : {'C', 'R', 'P', 'S', 'E'}) {
        const api::Image image =
            decision_panel({{.label = "A COND", .letters = std::string(200, letter)}}, 400);
        // Cells of two pixels: no letter fits, the block alone tells.
        heights.insert(ink_of(image, 200, 0, 24));
    }
    EXPECT_EQ(heights.size(), 5U);
}

TEST(DecisionPanel, EveryStepIsThereInItsOrder) {
    const api::Image image = decision_panel({{.label = "A COND", .letters = "CS"}}, 400);
    EXPECT_EQ(ink_of(image, 80, 0, 20), 16);
    EXPECT_EQ(ink_of(image, 390, 0, 20), 4);
}

TEST(DecisionPanel, HasAnEvenHeightAtEveryWidth) {
    for (int width = 16; width < 3000; width += 123) {
        const api::Image image = decision_panel(
            {{.label = "A COND", .letters = "CRSPE"}, {.label = "B UNCOND", .letters = "C"}},
            width);
        EXPECT_EQ(image.width, width);
        EXPECT_EQ(image.height % 2, 0);
        EXPECT_EQ(image.pixels.size(), image.row_bytes() * static_cast<std::size_t>(image.height));
    }
}

TEST(DecisionPanel, MoreStepsThanPixelsAndUnknownLettersAreDrawn) {
    EXPECT_NO_THROW(decision_panel({{.label = "A COND", .letters = std::string(5000, 'S')},
                                    {.label = "B COND", .letters = "C?X"},
                                    {.label = "B UNCOND", .letters = ""}},
                                   64));
}

TEST(PictureText, EveryLetterOfTheLegendHasAGlyph) {
    for (const char letter : std::string("COMPUTEDRESUMEDPARTIALSKIPPEDESTIMATEDABUNCOND")) {
        api::Image image{8, 8, std::vector<std::uint8_t>(std::size_t{8} * 8 * 3)};
        draw_text(image, 1, 0, std::string_view(&letter, 1), {255, 255, 255}, 1);
        EXPECT_GT(std::count(image.pixels.begin(), image.pixels.end(), 255), 3 * 8) << letter;
    }
}

TEST(PictureText, IsCutAtTheEdges) {
    api::Image image{4, 4, std::vector<std::uint8_t>(std::size_t{4} * 4 * 3)};
    draw_text(image, -3, -3, "ABE", {255, 255, 255}, 3);
    EXPECT_EQ(image.pixels.size(), std::size_t{4} * 4 * 3);
}

}  // namespace
}  // namespace plumbline::tools
