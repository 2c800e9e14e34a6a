// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/clip_renderer.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <set>
#include <stdexcept>
#include <vector>

namespace plumbline::train {
namespace {

std::uint64_t hash_of(const std::vector<api::Image>& frames) {
    std::uint64_t hash = 1469598103934665603ULL;  // FNV-1a
    for (const api::Image& frame : frames)
        for (const std::uint8_t byte : frame.pixels) hash = (hash ^ byte) * 1099511628211ULL;
    return hash;
}

TEST(ClipRenderer, GivesTheSizeAskedFor) {
    const auto frames = render({}, 1, {.width = 96, .height = 48, .frames = 5});
    ASSERT_EQ(frames.size(), 5U);
    for (const api::Image& frame : frames) {
        EXPECT_EQ(frame.width, 96);
        EXPECT_EQ(frame.height, 48);
        EXPECT_EQ(frame.pixels.size(), 96U * 48U * 3U);
    }
}

TEST(ClipRenderer, IsDeterministicAndVariesWithSeedAndCaption) {
    std::set<std::uint64_t> hashes;
    int clips = 0;
    for (int i = 0; i < kCaptionCount; i += 151) {
        const Caption caption = all_captions()[std::size_t(i)];
        for (const std::uint64_t seed : {1ULL, 2ULL}) {
            const std::uint64_t first = hash_of(render(caption, seed));
            EXPECT_EQ(first, hash_of(render(caption, seed))) << text(caption);
            hashes.insert(first);
            ++clips;
        }
    }
    EXPECT_EQ(int(hashes.size()), clips);
}

TEST(ClipRenderer, AMomentIsAFrameOfTheClip) {
    const Caption caption = all_captions()[1234];
    const auto frames = render(caption, 9, {.width = 64, .height = 64, .frames = 5});
    for (int i = 0; i < 5; ++i)
        EXPECT_EQ(render_moment(caption, 9, float(i) / 4).pixels, frames[std::size_t(i)].pixels);
    EXPECT_THROW((void)render_moment(caption, 9, 1.5F), std::invalid_argument);
}

TEST(ClipRenderer, EveryFrameDiffersFromTheOneBefore) {
    for (int m = 0; m < int(kMotions.size()); ++m) {
        for (int s = 0; s < int(kShapes.size()); ++s) {
            const auto frames = render({.shape = s, .motion = m}, 3);
            for (std::size_t i = 1; i < frames.size(); ++i)
                EXPECT_NE(frames[i].pixels, frames[i - 1].pixels)
                    << kMotions[std::size_t(m)] << ' ' << kShapes[std::size_t(s)] << ' ' << i;
        }
    }
}

/// On black every pixel that is not black belongs to the object, so the rim of the frame is free.
TEST(ClipRenderer, ObjectStaysInsideTheFrame) {
    for (const auto& [width, height] : {std::pair{64, 64}, {48, 48}, {128, 128}, {128, 64}}) {
        for (int i = 0; i < kCaptionCount; i += 7) {  // 7 backgrounds: every one of these is black
            const Caption caption = all_captions()[std::size_t(i)];
            if (caption.colour != colour::White) continue;
            for (const auto& frame :
                 render(caption, std::uint64_t(i), {.width = width, .height = height})) {
                for (int x = 0; x < width; ++x) {
                    const std::size_t bottom = std::size_t(height - 1) * frame.row_bytes();
                    ASSERT_LT(frame.pixels[std::size_t(x) * 3], 40) << text(caption);
                    ASSERT_LT(frame.pixels[bottom + std::size_t(x) * 3], 40) << text(caption);
                }
                for (int y = 0; y < height; ++y) {
                    const std::size_t row = std::size_t(y) * frame.row_bytes();
                    ASSERT_LT(frame.pixels[row], 40) << text(caption);
                    ASSERT_LT(frame.pixels[row + frame.row_bytes() - 3], 40) << text(caption);
                }
            }
        }
    }
}

TEST(ClipRenderer, RefusesImpossibleOptions) {
    EXPECT_THROW((void)render({}, 1, {.width = 47}), std::invalid_argument);
    EXPECT_THROW((void)render({}, 1, {.frames = 1}), std::invalid_argument);
    EXPECT_THROW((void)render({.shape = 6}, 1), std::out_of_range);
}

}  // namespace
}  // namespace plumbline::train
