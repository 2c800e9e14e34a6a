// SPDX-License-Identifier: GPL-3.0-or-later
// What holds for every export format.
#include "api/export.h"
#include "clips.h"
#include "media/encoder_table.h"
#include "media/encoders.h"
#include "media/video_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

namespace plumbline::media {
namespace {

using ::testing::HasSubstr;

constexpr int kEdge = 8;  // pixels beside an edge between bars: chroma is shared there
constexpr int kTolerance = 2;

class EveryFormat : public ::testing::TestWithParam<std::string> {
protected:
    // As the engine does before its first thread starts.
    static void SetUpTestSuite() { setenv("SVT_LOG", "0", /*overwrite=*/0); }
    [[nodiscard]] const api::ExportFormat& format() const {
        return *api::find_export_format(GetParam());
    }
    [[nodiscard]] std::string path(const std::string& name = "clip") const {
        return folder_ / (name + format().ending);
    }
    /// The file that holds the pictures: of a folder its first.
    [[nodiscard]] std::string file(const std::string& name = "clip") const {
        if (std::string_view(format().ending) != "/") return path(name);
        return path(name) + "frame_00001." + (GetParam() == "exr" ? "exr" : "png");
    }
    [[nodiscard]] int count() const { return format().holds_one_picture ? 1 : 7; }
    [[nodiscard]] OutputOptions options(const Frames& frames, api::Rational fps = {16, 1}) const {
        OutputOptions options = options_for(frames, fps);
        options.codec = GetParam();
        options.overwrite = true;
        return options;
    }
    TemporaryFolder folder_;
};

std::vector<std::string> every_id() {
    std::vector<std::string> ids;
    for (const api::ExportFormat& format : api::export_formats()) ids.emplace_back(format.id);
    return ids;
}

TEST_P(EveryFormat, ColourBarsComeBackWithinTwo) {
    for (const int level : {255, 191}) {
        const Frames bars = colour_bars(512, 128, count(), level);
        write_clip(path(), bars, options(bars));
        const Clip clip = read_clip(path());
        ASSERT_EQ(clip.frames.size(), bars.size());
        for (const api::Image& frame : clip.frames)
            EXPECT_LE(bar_difference(*bars[0], frame, kEdge), kTolerance) << "level " << level;
    }
}

TEST_P(EveryFormat, RecordComesBack) {
    const Frames frames = moving_square(64, 64, count());
    write_clip(path(), frames, options(frames), rich_record());
    const Clip clip = read_clip(path());
    EXPECT_EQ(clip.record.parameters, rich_record().parameters);
    EXPECT_EQ(clip.record.json, rich_record().json);
}

TEST_P(EveryFormat, WithoutARecordNothingIsEmbedded) {
    const Frames frames = moving_square(64, 64, count());
    write_clip(path(), frames, options(frames));
    const Clip clip = read_clip(path());
    EXPECT_EQ(clip.frames.size(), frames.size());
    EXPECT_EQ(clip.record.parameters, "");
    EXPECT_EQ(clip.record.json, "");
    EXPECT_EQ(content_of(file()).find("plumbline/run"), std::string::npos);
}

TEST_P(EveryFormat, FrameRateComesBackExactly) {
    if (format().holds_one_picture) GTEST_SKIP() << "one picture has no rate";
    for (const api::Rational fps :
         {api::Rational{16, 1}, api::Rational{24000, 1001}, api::Rational{25, 2}}) {
        if (GetParam() == "gif" && fps.den == 1001) continue;  // whole centiseconds
        const Frames frames = moving_square(64, 64, count());
        write_clip(path(), frames, options(frames, fps));
        const Clip clip = read_clip(path());
        EXPECT_EQ(clip.frames.size(), frames.size());
        EXPECT_EQ(clip.fps.num, fps.num);
        EXPECT_EQ(clip.fps.den, fps.den);
    }
}

TEST_P(EveryFormat, FramesComeBackInOrder) {
    const Frames frames = moving_square(96, 64, count());
    write_clip(path(), frames, options(frames));
    const Clip clip = read_clip(path());
    ASSERT_EQ(clip.frames.size(), frames.size());
    for (std::size_t frame = 0; frame < clip.frames.size(); ++frame) {
        const std::size_t red = 3 * (16 * 96 + 4 * frame + 8);  // the middle of the square
        EXPECT_NEAR(clip.frames[frame].pixels[red], 220, 16) << "frame " << frame;
        const std::size_t ahead = 3 * (16 * 96 + 4 * frame + 24);
        EXPECT_LT(clip.frames[frame].pixels[ahead], 150) << "frame " << frame;
    }
}

TEST_P(EveryFormat, SameFramesGiveTheSameBytes) {
    const Frames frames = noise(128, 96, count());
    write_clip(path("a"), frames, options(frames), rich_record());
    write_clip(path("b"), frames, options(frames), rich_record());
    const std::string first = content_of(file("a"));
    EXPECT_FALSE(first.empty());
    EXPECT_TRUE(first == content_of(file("b")));
}

TEST_P(EveryFormat, ACutFileIsRefused) {
    const Frames frames = noise(96, 96, count());
    write_clip(path(), frames, options(frames), rich_record());
    const std::string whole = content_of(file());
    for (const std::size_t kept : {std::size_t{0}, std::size_t{20}, whole.size() / 2}) {
        std::ofstream(file(), std::ios::binary | std::ios::trunc) << whole.substr(0, kept);
        const Error error = error_of([&] { (void)read_clip(path()); });
        EXPECT_EQ(error.kind(), ErrorKind::Input) << kept << " of " << whole.size();
        EXPECT_THAT(error.what(), HasSubstr("clip"));
    }
}

TEST_P(EveryFormat, NoFramesLeaveNoFile) {
    const Frames frames = noise(96, 96, 1);
    const auto sink = open_output(path(), options(frames));
    EXPECT_THROW(sink->finish({}), InternalError);
    EXPECT_TRUE(folder_.names().empty());
}

TEST_P(EveryFormat, TheWholeScaleOfQualityIsTaken) {
    const Frames frames = noise(96, 96, 1);
    const api::ExportFormat& scale = format();
    if (scale.best_quality == scale.worst_quality) {
        OutputOptions chosen = options(frames);
        chosen.quality = 1;
        EXPECT_EQ(error_of([&] { (void)open_output(path(), chosen); }).kind(), ErrorKind::Usage);
        return;
    }
    std::vector<std::size_t> sizes;
    for (const int quality : {scale.best_quality, scale.usual_quality, scale.worst_quality}) {
        OutputOptions chosen = options(frames);
        chosen.quality = quality;
        write_clip(path(), frames, chosen);
        sizes.push_back(content_of(file()).size());
        EXPECT_EQ(read_clip(path()).frames.size(), 1U) << quality;
    }
    EXPECT_GT(sizes[0], sizes[1]);
    EXPECT_GT(sizes[1], sizes[2]);
}

INSTANTIATE_TEST_SUITE_P(Formats,
                         EveryFormat,
                         ::testing::ValuesIn(every_id()),
                         [](const ::testing::TestParamInfo<std::string>& info) {
                             return info.param;
                         });

TEST(Formats, ThoseWithoutLossGiveTheVeryPixelsBack) {
    const TemporaryFolder folder;
    const Frames frames = noise(70, 46, 5);
    for (const char* name : {"ffv1.mkv", "webp.webp", "png/", "png16/"}) {
        OutputOptions options = options_for(frames);
        if (std::string_view(name) == "webp.webp") options.quality = 100;
        if (std::string_view(name) == "png16/") options.codec = "png16";
        write_clip(folder / name, frames, options);
        const Clip clip = read_clip(folder / name);
        ASSERT_EQ(clip.frames.size(), frames.size()) << name;
        for (std::size_t frame = 0; frame < frames.size(); ++frame)
            EXPECT_EQ(clip.frames[frame].pixels, frames[frame]->pixels) << name << " " << frame;
    }
}

TEST(Formats, EveryEncoderOfTheTableIsAFormats) {
    for (const Encoding& encoding : encodings()) {
        const api::ExportFormat* format = api::find_export_format(encoding.format);
        ASSERT_NE(format, nullptr) << encoding.format;
        const bool has_scale = format->best_quality != format->worst_quality;
        EXPECT_TRUE(has_scale || *encoding.quality == '\0') << encoding.format;
    }
    EXPECT_EQ(encoder_states().size(), encodings().size());
    EXPECT_EQ(encoder_states().front().format, "MP4 (H.264)");
}

TEST(Formats, StreamsAreTaggedAsOtherProgramsReadThem) {
    if (!has_program("ffprobe")) {
        GTEST_SKIP() << "no ffprobe program";
    }
    const TemporaryFolder folder;
    const Frames frames = moving_square(64, 64, 6);
    const std::vector<std::pair<const char*, std::vector<const char*>>> expected = {
        {"h265", {"codec_name=hevc", "codec_tag_string=hvc1", "pix_fmt=yuv420p"}},
        {"vp9", {"codec_name=vp9", "format_name=matroska,webm", "pix_fmt=yuv420p"}},
        {"av1", {"codec_name=av1", "format_name=matroska,webm", "pix_fmt=yuv420p10le"}},
        {"prores",
         {"codec_name=prores", "profile=HQ", "codec_tag_string=apch", "pix_fmt=yuv422p10le"}},
    };
    for (const auto& [codec, facts] : expected) {
        const std::string path =
            folder / (std::string(codec) + api::find_export_format(codec)->ending);
        OutputOptions options = options_for(frames, {24000, 1001});
        options.codec = codec;
        write_clip(path, frames, options, rich_record());
        const std::string text = output_of("ffprobe -v error -show_streams -show_format " + path);
        for (const char* fact : facts) EXPECT_THAT(text, HasSubstr(fact));
        for (const char* fact :
             {"color_range=tv", "color_space=bt709", "color_transfer=bt709",
              "color_primaries=bt709", "avg_frame_rate=24000/1001", "width=64", "height=64"}) {
            EXPECT_THAT(text, HasSubstr(fact)) << codec;
        }
        EXPECT_THAT(text, ::testing::ContainsRegex("TAG:(plumbline|PLUMBLINE)=")) << codec;
        EXPECT_EQ(text.find("creation_time"), std::string::npos) << codec;
    }
}

TEST(Formats, ACodecBelongsToItsEnding) {
    const TemporaryFolder folder;
    OutputOptions options{.width = 64, .height = 64};
    options.codec = "av1";
    const Error other = error_of([&] { (void)open_output(folder / "a.mp4", options); });
    EXPECT_EQ(other.kind(), ErrorKind::Usage);
    EXPECT_THAT(other.what(), HasSubstr(".webm"));
    options.codec = "h263";
    const Error unknown = error_of([&] { (void)open_output(folder / "a.mp4", options); });
    EXPECT_EQ(unknown.kind(), ErrorKind::Usage);
    EXPECT_THAT(unknown.what(), HasSubstr("prores"));
}

TEST(Formats, PicturesTooSmallForAnEncoderAreRefusedWithTheLeastSize) {
    const TemporaryFolder folder;
    OutputOptions options{.width = 64, .height = 32};
    options.codec = "av1";
    const Error error = error_of([&] { (void)open_output(folder / "a.webm", options); });
    EXPECT_EQ(error.kind(), ErrorKind::Usage);
    EXPECT_THAT(error.what(), HasSubstr("64"));
    EXPECT_TRUE(folder.names().empty());
}

}  // namespace
}  // namespace plumbline::media
