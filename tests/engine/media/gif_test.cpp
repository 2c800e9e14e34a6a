// SPDX-License-Identifier: GPL-3.0-or-later
#include "clips.h"
#include "media/metadata.h"
#include "media/video_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

namespace plumbline::media {
namespace {

using ::testing::HasSubstr;

/// Delays of all pictures, from their graphic control extensions.
std::vector<int> delays_of(const std::string& gif) {
    std::vector<int> delays;
    const std::string mark{'\x21', '\xF9', '\x04'};
    for (std::size_t at = gif.find(mark); at != std::string::npos; at = gif.find(mark, at + 1)) {
        if (gif[at + 7] == 0) {  // ends as such a block does
            delays.push_back(static_cast<std::uint8_t>(gif[at + 4]) +
                             256 * static_cast<std::uint8_t>(gif[at + 5]));
        }
    }
    return delays;
}

TEST(Gif, KeepsThePicturesOfFewColours) {
    const TemporaryFolder folder;
    const Frames bars = colour_bars(64, 32, 3);
    write_clip(folder / "clip.gif", bars, options_for(bars));
    const Clip clip = read_clip(folder / "clip.gif");
    ASSERT_EQ(clip.frames.size(), 3U);
    EXPECT_EQ(bar_difference(*bars[0], clip.frames[0], 0), 0);
    EXPECT_EQ(bar_difference(*bars[2], clip.frames[2], 0), 0);
}

TEST(Gif, TakesItsPaletteFromAllFrames) {
    const TemporaryFolder folder;
    Frames frames = colour_bars(64, 32, 1, 255);
    frames.push_back(colour_bars(64, 32, 1, 128)[0]);
    frames.push_back(colour_bars(64, 32, 1, 64)[0]);
    write_clip(folder / "clip.gif", frames, options_for(frames));
    const Clip clip = read_clip(folder / "clip.gif");
    ASSERT_EQ(clip.frames.size(), 3U);
    for (std::size_t frame = 0; frame < 3; ++frame) {
        EXPECT_LE(bar_difference(*frames[frame], clip.frames[frame], 0), 1) << "frame " << frame;
    }
}

TEST(Gif, ShadesStayClose) {
    const TemporaryFolder folder;
    const Frames frames = moving_square(96, 48, 6);
    write_clip(folder / "clip.gif", frames, options_for(frames));
    const Clip clip = read_clip(folder / "clip.gif");
    ASSERT_EQ(clip.frames.size(), frames.size());
    double sum = 0.0;
    for (std::size_t frame = 0; frame < frames.size(); ++frame) {
        for (std::size_t index = 0; index < frames[frame]->pixels.size(); ++index) {
            sum +=
                std::abs(int{frames[frame]->pixels[index]} - int{clip.frames[frame].pixels[index]});
        }
    }
    EXPECT_LT(sum / static_cast<double>(6 * frames[0]->pixels.size()), 4.0);
}

TEST(Gif, DelaysAddUpToTheRightLength) {
    const TemporaryFolder folder;
    const Frames frames = noise(16, 16, 8);
    write_clip(folder / "clip.gif", frames, options_for(frames, {16, 1}));
    // 6.25 ticks a frame: 0, 6.25, 12.5, 18.75, 25 and so on, each rounded.
    EXPECT_THAT(delays_of(content_of(folder / "clip.gif")),
                ::testing::ElementsAre(6, 7, 6, 6, 6, 7, 6, 6));
    const Clip clip = read_clip(folder / "clip.gif");
    EXPECT_EQ(clip.fps.num, 16);
    EXPECT_EQ(clip.fps.den, 1);
}

TEST(Gif, EqualFramesKeepTheirTime) {
    const TemporaryFolder folder;
    const Frames frames = colour_bars(32, 16, 4);
    write_clip(folder / "clip.gif", frames, options_for(frames, {10, 1}));
    EXPECT_THAT(delays_of(content_of(folder / "clip.gif")), ::testing::ElementsAre(10, 10, 10, 10));
}

TEST(Gif, LoopsForEver) {
    const TemporaryFolder folder;
    const Frames frames = colour_bars(32, 16, 2);
    write_clip(folder / "clip.gif", frames, options_for(frames), rich_record());
    const std::string gif = content_of(folder / "clip.gif");
    const std::string extension =
        std::string("NETSCAPE2.0") + std::string("\x03\x01\x00\x00\x00", 5);
    EXPECT_THAT(gif, HasSubstr(extension));
    EXPECT_LT(gif.find("NETSCAPE"), gif.find("Steps: 20"));
}

TEST(Gif, RecordComesBack) {
    const TemporaryFolder folder;
    const Frames frames = moving_square(64, 32, 3);
    write_clip(folder / "clip.gif", frames, options_for(frames), rich_record());
    const Clip clip = read_clip(folder / "clip.gif");
    EXPECT_EQ(clip.frames.size(), 3U);
    EXPECT_EQ(clip.record.parameters, rich_record().parameters);
    EXPECT_EQ(clip.record.json, rich_record().json);
}

TEST(Gif, SameFramesGiveTheSameBytes) {
    const TemporaryFolder folder;
    const Frames frames = noise(64, 32, 4);
    write_clip(folder / "a.gif", frames, options_for(frames), rich_record());
    write_clip(folder / "b.gif", frames, options_for(frames), rich_record());
    EXPECT_TRUE(content_of(folder / "a.gif") == content_of(folder / "b.gif"));
}

TEST(Gif, OddSizesAreFine) {
    const TemporaryFolder folder;
    const Frames frames = noise(17, 9, 2);
    write_clip(folder / "clip.gif", frames, options_for(frames));
    EXPECT_EQ(read_clip(folder / "clip.gif").frames.at(1).width, 17);
}

TEST(Gif, RefusesRatesThatNoPlayerShows) {
    const TemporaryFolder folder;
    const Error error = error_of([&] {
        (void)open_output(folder / "a.gif", {.width = 16, .height = 16, .fps = {60, 1}});
    });
    EXPECT_EQ(error.kind(), ErrorKind::Usage);
    EXPECT_THAT(error.what(), HasSubstr("60/1"));
}

TEST(Gif, CommentsOfADamagedFileEndQuietly) {
    const TemporaryFolder folder;
    const Frames frames = colour_bars(32, 16, 1);
    write_clip(folder / "clip.gif", frames, options_for(frames), rich_record());
    const std::string gif = content_of(folder / "clip.gif");
    for (std::size_t length = 0; length < gif.size(); length += 7) {
        const GifContent content = scan_gif(std::string_view(gif).substr(0, length));
        EXPECT_FALSE(content.is_whole);
        EXPECT_TRUE(content.record.json.empty() || content.record.json == rich_record().json);
    }
}

}  // namespace
}  // namespace plumbline::media
