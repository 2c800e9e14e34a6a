// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/quality.h"

#include "base/error.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <functional>
#include <limits>
#include <vector>

namespace plumbline::metrics {
namespace {

using api::Image;
using Colour = std::function<std::array<int, 3>(int x, int y)>;

Image make_image(int width, int height, const Colour& colour) {
    Image image{width, height, {}};
    for (int y = 0; y < height; ++y) {
        for (int x = 0; x < width; ++x) {
            for (const int channel : colour(x, y)) {
                image.pixels.push_back(static_cast<std::uint8_t>(channel));
            }
        }
    }
    return image;
}

Image flat(int width, int height, int value) {
    return make_image(width, height, [value](int, int) { return std::array{value, value, value}; });
}

std::array<int, 3> pattern_a(int x, int y) {
    return {(x * 7 + y * 13) % 256, (x * x + y * 3) % 256, (x * y * 5) % 256};
}

std::array<int, 3> pattern_b(int x, int y) {
    const auto [red, green, blue] = pattern_a(x, y);
    return {((red * 3 + x) / 4) % 256, (green + 20 * ((x + y) % 3)) % 256, 255 - blue};
}

double ssim_of_patterns(int width, int height) {
    const Image a = make_image(width, height, pattern_a);
    const Image b = make_image(width, height, pattern_b);
    return ssim({&a, 1}, {&b, 1});
}

TEST(Psnr, OfAConstantOffsetIsTheOffsetInDecibels) {
    const std::vector<Image> a{flat(8, 6, 100), flat(8, 6, 50)};
    const std::vector<Image> b{flat(8, 6, 105), flat(8, 6, 45)};
    EXPECT_DOUBLE_EQ(psnr(a, b), 20.0 * std::log10(255.0 / 5.0));
}

TEST(Psnr, PoolsTheErrorOfAllFrames) {
    const std::vector<Image> a{flat(4, 4, 100), flat(4, 4, 100)};
    const std::vector<Image> b{flat(4, 4, 100), flat(4, 4, 110)};
    EXPECT_NEAR(psnr(a, b), 10.0 * std::log10(255.0 * 255.0 / 50.0), 1e-12);  // mean of 0 and 10^2
}

TEST(Psnr, OfOneChannelCountsAThird) {
    const Image a = flat(4, 4, 10);
    const Image b = make_image(4, 4, [](int, int) { return std::array{16, 10, 10}; });
    EXPECT_NEAR(psnr({&a, 1}, {&b, 1}), 10.0 * std::log10(255.0 * 255.0 / 12.0), 1e-12);  // 6^2 / 3
}

TEST(Psnr, OfBlackAgainstWhiteIsZero) {
    const Image a = flat(5, 3, 0);
    const Image b = flat(5, 3, 255);
    EXPECT_DOUBLE_EQ(psnr({&a, 1}, {&b, 1}), 0.0);
}

TEST(Psnr, OfEqualClipsIsInfinite) {
    const Image a = make_image(9, 9, pattern_a);
    EXPECT_EQ(psnr({&a, 1}, {&a, 1}), std::numeric_limits<double>::infinity());
}

TEST(Psnr, PerFrameNamesTheFrameThatDiffers) {
    const std::vector<Image> a{flat(4, 4, 100), flat(4, 4, 100)};
    const std::vector<Image> b{flat(4, 4, 100), flat(4, 4, 110)};
    const std::vector<double> values = psnr_per_frame(a, b);
    ASSERT_EQ(values.size(), 2U);
    EXPECT_EQ(values[0], std::numeric_limits<double>::infinity());
    EXPECT_NEAR(values[1], 20.0 * std::log10(25.5), 1e-12);
}

TEST(Ssim, OfEqualClipsIsExactlyOne) {
    const std::vector<Image> a{make_image(20, 16, pattern_a), make_image(20, 16, pattern_b)};
    EXPECT_EQ(ssim(a, a), 1.0);
}

TEST(Ssim, OfFlatPicturesIsTheLuminanceTerm) {
    const Image a = flat(16, 16, 100);
    const Image b = flat(16, 16, 150);
    const double c1 = 2.55 * 2.55;
    const double expected = (2.0 * 100.0 * 150.0 + c1) / (100.0 * 100.0 + 150.0 * 150.0 + c1);
    EXPECT_NEAR(ssim({&a, 1}, {&b, 1}), expected, 1e-9);
}

// Numbers of a separate Python script: the definition with a two-dimensional window, central
// moments and math.fsum.
TEST(Ssim, MatchesADirectTwoDimensionalComputation) {
    EXPECT_NEAR(ssim_of_patterns(20, 16), 0.6640232219171643, 1e-9);
}

TEST(Ssim, OfSmallPicturesUsesTheLargestOddWindowThatFits) {
    EXPECT_NEAR(ssim_of_patterns(8, 30), 0.5399380045984201, 1e-9);    // 7x7
    EXPECT_NEAR(ssim_of_patterns(1, 1), 0.018822324782978597, 1e-12);  // 1x1
}

TEST(Ssim, IsTheMeanOverFrames) {
    const std::vector<Image> a{make_image(20, 16, pattern_a), make_image(20, 16, pattern_a)};
    const std::vector<Image> b{make_image(20, 16, pattern_a), make_image(20, 16, pattern_b)};
    EXPECT_NEAR(ssim(a, b), (1.0 + 0.6640232219171643) / 2.0, 1e-9);
}

TEST(Quality, RefusesClipsThatDoNotMatch) {
    const std::vector<Image> one{flat(4, 4, 0)};
    const std::vector<Image> two{flat(4, 4, 0), flat(4, 4, 0)};
    const std::vector<Image> wide{flat(5, 4, 0)};
    const std::vector<Image> none;
    for (const std::vector<Image>& other : {two, wide, none}) {
        try {
            (void)psnr(one, other);
            FAIL() << "no error";
        } catch (const Error& error) {
            EXPECT_EQ(error.kind(), ErrorKind::Usage);
        }
        EXPECT_THROW((void)ssim(one, other), Error);
        EXPECT_THROW((void)psnr_per_frame(one, other), Error);
    }
    EXPECT_THROW((void)psnr(none, none), Error);
}

}  // namespace
}  // namespace plumbline::metrics
