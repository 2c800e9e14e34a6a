// SPDX-License-Identifier: GPL-3.0-or-later
#include "media/video_reader.h"

#include "clips.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

namespace plumbline::media {
namespace {

using ::testing::HasSubstr;

constexpr int kEdge = 8;
constexpr int kTolerance = 2;

void write_bytes(const std::string& path, std::string_view bytes) {
    std::ofstream(path, std::ios::binary)
        .write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

void expect_input_error(const std::string& path) {
    const Error error = error_of([&] { (void)read_clip(path); });
    EXPECT_EQ(error.kind(), ErrorKind::Input) << path << ": " << error.what();
    EXPECT_THAT(error.what(), HasSubstr(path));
    EXPECT_EQ(std::string(error.what()).find('\n'), std::string::npos);
}

TEST(ReadClip, RefusesWhatIsNoVideoInOneLine) {
    const TemporaryFolder folder;
    write_bytes(folder / "notes.txt", "just\nsome\ntext\n");
    write_bytes(folder / "fake.mp4", std::string(5000, 'x'));
    write_bytes(folder / "fake.png", "\x89PNG\r\n\x1a\nrubbish");
    write_bytes(folder / "fake.gif", "GIF89arubbish");
    write_bytes(folder / "empty.mp4", "");
    write_bytes(folder / "list.m3u8", "#EXTM3U\n#EXTINF:1,\n/etc/passwd\n");
    std::filesystem::create_directory(folder / "no_pictures");
    for (const char* name : {"missing.mp4", "notes.txt", "fake.mp4", "fake.png", "fake.gif",
                             "empty.mp4", "list.m3u8", "no_pictures"}) {
        expect_input_error(folder / name);
    }
}

TEST(ReadClip, RefusesFilesThatWereCutShort) {
    const TemporaryFolder folder;
    const Frames frames = noise(64, 64, 6);
    for (const char* ending : {".mp4", ".png", ".gif"}) {
        const Frames written(frames.begin(),
                             frames.begin() + (std::string(ending) == ".png" ? 1 : 6));
        const std::string path = folder / (std::string("clip") + ending);
        write_clip(path, written, options_for(written));
        const std::string whole = content_of(path);
        for (const double part : {0.02, 0.3, 0.6, 0.9}) {
            write_bytes(path, whole.substr(0, static_cast<std::size_t>(
                                                  static_cast<double>(whole.size()) * part)));
            expect_input_error(path);
        }
    }
}

TEST(ReadClip, RefusesAFolderOfUnequalPictures) {
    const TemporaryFolder folder;
    std::filesystem::create_directory(folder / "clip");
    write_clip(folder / "clip/a.png", noise(16, 16, 1), {.width = 16, .height = 16});
    write_clip(folder / "clip/b.png", noise(24, 16, 1), {.width = 24, .height = 16});
    const Error error = error_of([&] { (void)read_clip(folder / "clip"); });
    EXPECT_EQ(error.kind(), ErrorKind::Input);
    EXPECT_THAT(error.what(), HasSubstr("b.png"));
}

TEST(ReadClip, TakesPicturesOfAFolderInNameOrder) {
    const TemporaryFolder folder;
    std::filesystem::create_directory(folder / "clip");
    const Frames frames = noise(16, 16, 3);
    const char* const names[] = {"clip/c.png", "clip/a.png", "clip/b.PNG"};
    for (std::size_t frame = 0; frame < 3; ++frame) {
        write_clip(folder / names[frame], {frames[frame]}, {.width = 16, .height = 16});
    }
    const Clip clip = read_clip(folder / "clip/");
    ASSERT_EQ(clip.frames.size(), 3U);
    EXPECT_EQ(clip.frames[0].pixels, frames[1]->pixels);
    EXPECT_EQ(clip.frames[2].pixels, frames[0]->pixels);
}

/// Bars encoded by the ffmpeg program, so that our own writer's tags play no part.
class ForeignVideo : public ::testing::Test {
protected:
    void SetUp() override {
        if (!has_program("ffmpeg")) {
            GTEST_SKIP() << "no ffmpeg program";
        }
        write_clip(folder_ / "bars.png", bars_, options_for(bars_));
    }
    void expect_bars(const std::string& filter_and_codec, const std::string& name) {
        ASSERT_TRUE(output_of("ffmpeg -nostdin -v error -y -i " + (folder_ / "bars.png") + " " +
                              filter_and_codec + " " + (folder_ / name) + " && echo done")
                        .starts_with("done"));
        const Clip clip = read_clip(folder_ / name);
        ASSERT_EQ(clip.frames.size(), 1U);
        EXPECT_LE(bar_difference(*bars_[0], clip.frames[0], kEdge), kTolerance) << filter_and_codec;
    }
    Frames bars_ = colour_bars(512, 64, 1);
    TemporaryFolder folder_;
};

TEST_F(ForeignVideo, IsReadByItsTags) {
    expect_bars(
        "-vf scale=out_color_matrix=bt601:out_range=tv:sws_flags=accurate_rnd+full_chroma_inp "
        "-pix_fmt yuv420p "
        "-colorspace smpte170m -color_range tv -c:v libx264 -crf 4",
        "bt601.mp4");
    expect_bars(
        "-vf scale=out_color_matrix=bt709:out_range=pc:sws_flags=accurate_rnd+full_chroma_inp "
        "-pix_fmt yuv444p "
        "-colorspace bt709 -color_range pc -c:v libx264 -crf 4",
        "full.mkv");
}

TEST_F(ForeignVideo, IsTakenAsBt709LimitedWithoutTags) {
    expect_bars(
        "-vf scale=out_color_matrix=bt709:out_range=tv:sws_flags=accurate_rnd+full_chroma_inp "
        "-pix_fmt yuv420p "
        "-bsf:v h264_metadata=matrix_coefficients=2 -c:v libx264 -crf 4",
        "untagged.avi");
}

TEST_F(ForeignVideo, MayBeAJpeg) {
    expect_bars(
        "-vf scale=sws_flags=accurate_rnd+full_chroma_inp -pix_fmt yuvj444p -q:v 1 -c:v mjpeg",
        "bars.jpg");
}

}  // namespace
}  // namespace plumbline::media
