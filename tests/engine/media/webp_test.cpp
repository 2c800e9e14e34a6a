// SPDX-License-Identifier: GPL-3.0-or-later
#include "clips.h"
#include "media/video_reader.h"
#include "media/webp_file.h"
#include "media/xmp_packet.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

namespace plumbline::media {
namespace {

using ::testing::HasSubstr;

TEST(WebP, AnimationLoopsForeverAndItsTimesAddUp) {
    const TemporaryFolder folder;
    const Frames frames = moving_square(96, 64, 12);
    write_clip(folder / "clip.webp", frames, options_for(frames, {24, 1}));
    const std::string bytes = content_of(folder / "clip.webp");
    const std::size_t anim = bytes.find("ANIM");
    ASSERT_NE(anim, std::string::npos);
    EXPECT_EQ(bytes[anim + 12], 0) << "loops";
    EXPECT_EQ(bytes[anim + 13], 0);
    int length = 0;
    for (const WebpFrame& frame : scan_webp(bytes).frames) length += frame.duration_ms;
    EXPECT_NEAR(length, 500, 1);
}

TEST(WebP, FramesThatOnlyChangeInPartComeBackExactly) {
    const TemporaryFolder folder;
    const Frames frames = moving_square(96, 64, 8);
    OutputOptions options = options_for(frames);
    options.quality = 100;
    write_clip(folder / "clip.webp", frames, options);
    const std::string bytes = content_of(folder / "clip.webp");
    const WebpContent content = scan_webp(bytes);
    ASSERT_EQ(content.frames.size(), 8U);
    EXPECT_LT(content.frames[3].width, 96) << "only the part that moves is stored";
    const Clip clip = read_clip(folder / "clip.webp");
    for (std::size_t frame = 0; frame < 8; ++frame)
        EXPECT_EQ(clip.frames[frame].pixels, frames[frame]->pixels) << frame;
}

TEST(WebP, OneFrameIsAPictureWithItsRecord) {
    const TemporaryFolder folder;
    const Frames frames = moving_square(64, 48, 1);
    write_clip(folder / "clip.webp", frames, options_for(frames, {8, 1}), rich_record());
    const Clip clip = read_clip(folder / "clip.webp");
    ASSERT_EQ(clip.frames.size(), 1U);
    EXPECT_EQ(clip.record.parameters, rich_record().parameters);
    EXPECT_EQ(clip.fps.num, 8);
}

TEST(WebP, OtherProgramsReadThePictures) {
    if (!has_program("ffmpeg")) GTEST_SKIP() << "no ffmpeg program";
    const TemporaryFolder folder;
    const Frames frames = moving_square(64, 48, 1);
    write_clip(folder / "clip.webp", frames, options_for(frames), rich_record());
    const std::string raw = output_of("ffmpeg -nostdin -v error -i " + (folder / "clip.webp") +
                                      " -f rawvideo -pix_fmt rgb24 -");
    EXPECT_EQ(raw.size(), frames[0]->pixels.size());
}

TEST(WebP, EveryCutAndEveryFlippedLengthIsRefusedOrRead) {
    const TemporaryFolder folder;
    const Frames frames = moving_square(64, 48, 3);
    write_clip(folder / "clip.webp", frames, options_for(frames), {.parameters = "a", .json = ""});
    const std::string whole = content_of(folder / "clip.webp");
    for (std::size_t kept = 12; kept < whole.size(); kept += 13)
        EXPECT_FALSE(scan_webp(std::string_view(whole).substr(0, kept)).is_whole) << kept;
    for (std::size_t at = 12; at < whole.size(); at += 5) {
        std::string spoilt = whole;
        spoilt[at] = static_cast<char>(~spoilt[at]);
        std::ofstream(folder / "clip.webp", std::ios::binary | std::ios::trunc) << spoilt;
        try {
            EXPECT_LE(read_clip(folder / "clip.webp").frames.size(), 3U);
        } catch (const Error& error) {
            EXPECT_EQ(error.kind(), ErrorKind::Input) << at << ": " << error.what();
        }
    }
}

TEST(Xmp, TextsWithMarkupAndControlCharactersComeBack) {
    XmpContent content{.record = {.parameters = "a <b> & \"c\" 'd' &amp; ]]>\n\t\x01 猫",
                                  .json = R"({"x": "</plumbline:record>"})"},
                       .fps = api::Rational{24000, 1001}};
    const XmpContent back = read_xmp(xmp_packet(content));
    EXPECT_EQ(back.record.parameters, content.record.parameters);
    EXPECT_EQ(back.record.json, content.record.json);
    ASSERT_TRUE(back.fps);
    EXPECT_EQ(back.fps->den, 1001);
    EXPECT_THAT(xmp_packet({}), ::testing::Not(HasSubstr("dc:description>")));
}

TEST(Xmp, RatesThatAreNoneAreNone) {
    for (const char* text : {"", "24", "24/", "/1", "0/1", "24/0", "-24/1", "24/1x", "a/b"})
        EXPECT_FALSE(parse_rate(text)) << text;
    EXPECT_TRUE(parse_rate("24000/1001"));
}

}  // namespace
}  // namespace plumbline::media
