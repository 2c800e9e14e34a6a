// SPDX-License-Identifier: GPL-3.0-or-later
// Pictures of 16 bits a channel, and what they are rounded from and to.
#include "clips.h"
#include "media/deep_image.h"
#include "media/exr_header.h"
#include "media/video_reader.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>

namespace plumbline::media {
namespace {

/// Every 8-bit value in every channel, four 16-bit values apart from it.
DeepImage ramp(int offset) {
    DeepImage image{256, 4, {}};
    for (int row = 0; row < image.height; ++row) {
        for (int value = 0; value < image.width; ++value) {
            for (int channel = 0; channel < 3; ++channel) {
                const int code = (value + 40 * channel) % 256 * 257 + offset;
                image.pixels.push_back(static_cast<std::uint16_t>(std::min(code, 65535)));
            }
        }
    }
    return image;
}

void write_deep(const std::string& path, const std::string& codec, const DeepImage& image) {
    OutputOptions options{.width = image.width, .height = image.height};
    options.codec = codec;
    const auto sink = open_output(path, options);
    sink->write_deep(std::make_shared<const DeepImage>(image));
    sink->finish({});
}

TEST(DeepImage, EightBitsComeBackExactly) {
    const api::Image image = *noise(64, 16, 1)[0];
    EXPECT_EQ(plain_of(deep_of(image)).pixels, image.pixels);
    EXPECT_EQ(deep_of(image).pixels[5], image.pixels[5] * 257);
    DeepImage edge{1, 1, {128, 129, 65535 - 129}};
    EXPECT_EQ(plain_of(edge).pixels, (std::vector<std::uint8_t>{0, 1, 254}));
}

TEST(DeepImage, APngOf16BitsHoldsTheVeryValues) {
    if (!has_program("ffmpeg")) GTEST_SKIP() << "no ffmpeg program";
    const TemporaryFolder folder;
    const DeepImage image = ramp(100);
    write_deep(folder / "clip/", "png16", image);
    const std::string raw =
        output_of("ffmpeg -nostdin -v error -i " + (folder / "clip/frame_00001.png") +
                  " -f rawvideo -pix_fmt rgb48le -");
    ASSERT_EQ(raw.size(), image.pixels.size() * 2);
    EXPECT_EQ(std::memcmp(raw.data(), image.pixels.data(), raw.size()), 0);
}

TEST(DeepImage, AnEightBitFormatGetsItRounded) {
    const TemporaryFolder folder;
    write_deep(folder / "low/", "png", ramp(100));
    write_deep(folder / "high/", "png", ramp(200));
    EXPECT_EQ(read_clip(folder / "low/").frames[0].pixels, plain_of(ramp(0)).pixels);
    EXPECT_EQ(read_clip(folder / "high/").frames[0].pixels, plain_of(ramp(257)).pixels);
}

TEST(OpenExr, EightBitsComeBackExactly) {
    const TemporaryFolder folder;
    const Frames frames = noise(67, 35, 3);
    OutputOptions options = options_for(frames);
    options.codec = "exr";
    write_clip(folder / "clip/", frames, options);
    const Clip clip = read_clip(folder / "clip/");
    ASSERT_EQ(clip.frames.size(), 3U);
    for (std::size_t frame = 0; frame < 3; ++frame)
        EXPECT_EQ(clip.frames[frame].pixels, frames[frame]->pixels);
}

// The light of middle grey is known: 128/255 in sRGB is 0.2158605 of white.
TEST(OpenExr, HoldsLinearLightToTheNearestHalf) {
    if (!has_program("ffmpeg")) GTEST_SKIP() << "no ffmpeg program";
    const TemporaryFolder folder;
    DeepImage image{16, 16, std::vector<std::uint16_t>(std::size_t{16} * 16 * 3, 128 * 257)};
    image.pixels[0] = 65535;
    write_deep(folder / "clip/", "exr", image);
    const std::string raw =
        output_of("ffmpeg -nostdin -v error -i " + (folder / "clip/frame_00001.exr") +
                  " -f rawvideo -pix_fmt gbrpf32le -");
    ASSERT_EQ(raw.size(), std::size_t{16} * 16 * 3 * sizeof(float));
    std::vector<float> light(raw.size() / sizeof(float));
    std::memcpy(light.data(), raw.data(), raw.size());
    EXPECT_EQ(light[512], 1.0F);  // red of the first pixel: the third plane
    EXPECT_NEAR(light[1], 0.2158605, 0.2158605 / 4096);
}

TEST(OpenExr, AttributesOfADamagedHeaderAreReadAsFarAsTheyGo) {
    const TemporaryFolder folder;
    OutputOptions options{.width = 32, .height = 32};
    options.fps = {24, 1};
    options.codec = "exr";
    write_clip(folder / "clip/", noise(32, 32, 1), options, rich_record());
    const std::string bytes = content_of(folder / "clip/frame_00001.exr");
    EXPECT_EQ(scan_exr(bytes).fps.num, 24);
    EXPECT_EQ(scan_exr(bytes).record.json, rich_record().json);
    for (std::size_t kept = 0; kept < 2000; kept += 7)
        EXPECT_TRUE(scan_exr(std::string_view(bytes).substr(0, kept)).record.json.empty());
}

}  // namespace
}  // namespace plumbline::media
