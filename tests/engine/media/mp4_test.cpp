// SPDX-License-Identifier: GPL-3.0-or-later
#include "clips.h"
#include "media/video_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>

namespace plumbline::media {
namespace {

using ::testing::HasSubstr;

constexpr int kEdge = 8;  // pixels beside an edge between bars: chroma is shared there
constexpr int kTolerance = 2;

TEST(Mp4, ColourBarsComeBackWithinTwo) {
    const TemporaryFolder folder;
    for (const int level : {255, 191}) {
        const Frames bars = colour_bars(512, 128, 5, level);
        const std::string path = folder / ("bars" + std::to_string(level) + ".mp4");
        write_clip(path, bars, options_for(bars));
        const Clip clip = read_clip(path);
        ASSERT_EQ(clip.frames.size(), 5U);
        for (const api::Image& frame : clip.frames) {
            EXPECT_LE(bar_difference(*bars[0], frame, kEdge), kTolerance) << "level " << level;
        }
    }
}

TEST(Mp4, ColourBarsComeBackThroughTheFfmpegProgram) {
    if (!has_program("ffmpeg")) {
        GTEST_SKIP() << "no ffmpeg program";
    }
    const TemporaryFolder folder;
    const Frames bars = colour_bars(512, 128, 3);
    write_clip(folder / "bars.mp4", bars, options_for(bars));
    const std::string raw =
        output_of("ffmpeg -nostdin -v error -i " + (folder / "bars.mp4") +
                  " -sws_flags bicubic+accurate_rnd+full_chroma_int -f rawvideo -pix_fmt rgb24 -");
    const std::size_t frame_bytes = bars[0]->pixels.size();
    ASSERT_EQ(raw.size(), 3 * frame_bytes);
    for (std::size_t frame = 0; frame < 3; ++frame) {
        api::Image image = *bars[0];
        std::memcpy(image.pixels.data(), raw.data() + frame * frame_bytes, frame_bytes);
        EXPECT_LE(bar_difference(*bars[0], image, kEdge), kTolerance);
    }
}

TEST(Mp4, StreamIsTaggedAsOtherProgramsReadIt) {
    if (!has_program("ffprobe")) {
        GTEST_SKIP() << "no ffprobe program";
    }
    const TemporaryFolder folder;
    const Frames frames = moving_square(64, 48, 6);
    write_clip(folder / "clip.mp4", frames, options_for(frames, {24000, 1001}), rich_record());
    const std::string text =
        output_of("ffprobe -v error -show_streams -show_format " + (folder / "clip.mp4"));
    for (const char* fact :
         {"codec_name=h264", "pix_fmt=yuv420p", "color_range=tv", "color_space=bt709",
          "color_transfer=bt709", "color_primaries=bt709", "chroma_location=left",
          "r_frame_rate=24000/1001", "avg_frame_rate=24000/1001", "nb_frames=6", "width=64",
          "height=48", "TAG:plumbline={\"schema\": \"plumbline/run/v1\"", "TAG:comment=猫が"}) {
        EXPECT_THAT(text, HasSubstr(fact));
    }
    EXPECT_EQ(text.find("creation_time"), std::string::npos);
}

TEST(Mp4, FrameRateComesBackExactly) {
    const TemporaryFolder folder;
    const Frames frames = moving_square(64, 32, 7);
    for (const api::Rational fps :
         {api::Rational{16, 1}, api::Rational{24000, 1001}, api::Rational{25, 2}}) {
        OutputOptions options = options_for(frames, fps);
        options.overwrite = true;
        write_clip(folder / "clip.mp4", frames, options);
        const Clip clip = read_clip(folder / "clip.mp4");
        EXPECT_EQ(clip.frames.size(), frames.size());
        EXPECT_EQ(clip.fps.num, fps.num);
        EXPECT_EQ(clip.fps.den, fps.den);
    }
}

TEST(Mp4, FramesComeBackInOrder) {
    const TemporaryFolder folder;
    const Frames frames = moving_square(96, 48, 12);
    write_clip(folder / "clip.mp4", frames, options_for(frames));
    const Clip clip = read_clip(folder / "clip.mp4");
    ASSERT_EQ(clip.frames.size(), frames.size());
    for (int frame = 0; frame < 12; ++frame) {
        const int column = 4 * frame + 8;  // the middle of the square
        const std::size_t red = 3 * (16 * 96 + static_cast<std::size_t>(column));
        EXPECT_NEAR(clip.frames[static_cast<std::size_t>(frame)].pixels[red], 220, 16)
            << "frame " << frame;
    }
}

TEST(Mp4, SameFramesGiveTheSameBytes) {
    const TemporaryFolder folder;
    const Frames frames = noise(128, 96, 10);
    write_clip(folder / "a.mp4", frames, options_for(frames), rich_record());
    write_clip(folder / "b.mp4", frames, options_for(frames), rich_record());
    const std::string first = content_of(folder / "a.mp4");
    EXPECT_FALSE(first.empty());
    EXPECT_TRUE(first == content_of(folder / "b.mp4"));
}

TEST(Mp4, IndexStandsBeforeThePictures) {
    const TemporaryFolder folder;
    const Frames frames = moving_square(64, 32, 4);
    write_clip(folder / "clip.mp4", frames, options_for(frames));
    const std::string bytes = content_of(folder / "clip.mp4");
    ASSERT_NE(bytes.find("moov"), std::string::npos);
    EXPECT_LT(bytes.find("moov"), bytes.find("mdat"));
}

TEST(Mp4, RecordComesBack) {
    const TemporaryFolder folder;
    const Frames frames = moving_square(64, 32, 2);
    write_clip(folder / "clip.mp4", frames, options_for(frames), rich_record());
    const Clip clip = read_clip(folder / "clip.mp4");
    EXPECT_EQ(clip.record.parameters, rich_record().parameters);
    EXPECT_EQ(clip.record.json, rich_record().json);
}

TEST(Mp4, WithoutARecordNothingIsEmbedded) {
    const TemporaryFolder folder;
    const Frames frames = moving_square(64, 32, 1);
    write_clip(folder / "clip.mp4", frames, options_for(frames));
    const Clip clip = read_clip(folder / "clip.mp4");
    EXPECT_EQ(clip.frames.size(), 1U);
    EXPECT_EQ(clip.record.parameters, "");
    EXPECT_EQ(clip.record.json, "");
}

TEST(Mp4, RefusesOddSizesAndUnknownQuality) {
    const TemporaryFolder folder;
    const Error odd =
        error_of([&] { (void)open_output(folder / "a.mp4", {.width = 33, .height = 32}); });
    EXPECT_EQ(odd.kind(), ErrorKind::Usage);
    EXPECT_THAT(odd.what(), HasSubstr("33x32"));
    const Error crf = error_of(
        [&] { (void)open_output(folder / "a.mp4", {.width = 32, .height = 32, .quality = 52}); });
    EXPECT_EQ(crf.kind(), ErrorKind::Usage);
    EXPECT_TRUE(folder.names().empty());
}

}  // namespace
}  // namespace plumbline::media
