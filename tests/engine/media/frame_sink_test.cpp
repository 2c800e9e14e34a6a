// SPDX-License-Identifier: GPL-3.0-or-later
#include "media/frame_sink.h"

#include "clips.h"
#include "media/video_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace plumbline::media {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

/// Files may not grow beyond so many bytes while this lives: what a full disk looks like, without
/// one.
class FileSizeLimit {
public:
    explicit FileSizeLimit(rlim_t bytes) {
        getrlimit(RLIMIT_FSIZE, &before_);
        signal(SIGXFSZ, SIG_IGN);
        const rlimit limit{bytes, before_.rlim_max};
        setrlimit(RLIMIT_FSIZE, &limit);
    }
    ~FileSizeLimit() {
        setrlimit(RLIMIT_FSIZE, &before_);
        signal(SIGXFSZ, SIG_DFL);
    }
    FileSizeLimit(const FileSizeLimit&) = delete;
    FileSizeLimit& operator=(const FileSizeLimit&) = delete;

private:
    rlimit before_{};
};

class EveryKind : public ::testing::TestWithParam<std::string> {
protected:
    [[nodiscard]] std::string path() const { return folder_ / ("clip" + GetParam()); }
    [[nodiscard]] Frames frames() const { return noise(96, 96, GetParam() == ".png" ? 1 : 12); }
    TemporaryFolder folder_;
};

TEST_P(EveryKind, NothingAppearsBeforeFinish) {
    const Frames clip = frames();
    const auto sink = open_output(path(), options_for(clip));
    for (const auto& frame : clip) {
        sink->write(frame);
    }
    EXPECT_FALSE(std::filesystem::exists(path()));
    sink->finish(rich_record());
    EXPECT_THAT(folder_.names(), ElementsAre(GetParam() == "/" ? "clip" : "clip" + GetParam()));
}

TEST_P(EveryKind, DroppedSinkLeavesNothing) {
    const Frames clip = frames();
    {
        const auto sink = open_output(path(), options_for(clip));
        sink->write(clip[0]);
    }
    EXPECT_TRUE(folder_.names().empty());
}

TEST_P(EveryKind, KilledProcessLeavesNothingUnderTheFinalName) {
    const Frames clip = frames();
    const pid_t child = fork();
    if (child == 0) {
        try {
            const auto sink = open_output(path(), options_for(clip));
            for (const auto& frame : clip) {
                sink->write(frame);
            }
            raise(SIGKILL);
        } catch (...) {
        }
        _exit(1);  // never back into the test program
    }
    int status = 0;
    waitpid(child, &status, 0);
    ASSERT_TRUE(WIFSIGNALED(status));
    for (const std::string& name : folder_.names()) {
        EXPECT_THAT(name, ::testing::EndsWith(".part"));
    }
    write_clip(path(), clip, options_for(clip));
    EXPECT_EQ(folder_.names().size(), 1U) << "the dead process's part file is removed on the way";
}

TEST_P(EveryKind, FullDiskGivesOneClearErrorAndNoFile) {
    const Frames clip = frames();
    const Error error = error_of([&] {
        const FileSizeLimit limit(20'000);
        write_clip(path(), clip, options_for(clip));
    });
    EXPECT_EQ(error.kind(), ErrorKind::Failed);
    EXPECT_THAT(error.what(), HasSubstr("clip"));
    EXPECT_THAT(error.what(), HasSubstr("File too large"));
    EXPECT_EQ(std::string(error.what()).find('\n'), std::string::npos);
    EXPECT_TRUE(folder_.names().empty());
}

// The very last bytes (the index of an MP4, the end of a PNG) must be checked like the first.
TEST_P(EveryKind, EverySizeLimitBelowTheFileFailsCleanly) {
    const Frames clip = moving_square(32, 32, GetParam() == ".png" ? 1 : 3);
    const std::string file = GetParam() == "/" ? folder_ / "clip/frame_00001.png" : path();
    write_clip(path(), clip, options_for(clip), rich_record());
    const auto size = static_cast<rlim_t>(std::filesystem::file_size(file));
    std::filesystem::remove_all(folder_ / (GetParam() == "/" ? "clip" : "clip" + GetParam()));
    for (const rlim_t short_by : {rlim_t{1}, rlim_t{100}, size / 4, size / 2, size - 1}) {
        const Error error = error_of([&] {
            const FileSizeLimit limit(size - short_by);
            write_clip(path(), clip, options_for(clip), rich_record());
        });
        EXPECT_EQ(error.kind(), ErrorKind::Failed)
            << "short by " << short_by << ": " << error.what();
        EXPECT_TRUE(folder_.names().empty()) << "short by " << short_by;
    }
}

TEST_P(EveryKind, NothingIsOverwrittenUnlessAllowed) {
    const Frames clip = frames();
    OutputOptions options = options_for(clip);
    write_clip(path(), clip, options, {.parameters = "first", .json = ""});
    const Error error = error_of([&] { (void)open_output(path(), options); });
    EXPECT_EQ(error.kind(), ErrorKind::Usage);
    EXPECT_EQ(read_clip(path()).record.parameters, "first");
    options.overwrite = true;
    write_clip(path(), clip, options, {.parameters = "second", .json = ""});
    EXPECT_EQ(read_clip(path()).record.parameters, "second");
    EXPECT_EQ(folder_.names().size(), 1U);
}

TEST_P(EveryKind, MissingParentFolderIsReportedAtOnce) {
    const Frames clip = frames();
    const Error error = error_of(
        [&] { (void)open_output(folder_ / ("missing/clip" + GetParam()), options_for(clip)); });
    EXPECT_EQ(error.kind(), ErrorKind::Failed);
    EXPECT_THAT(error.what(), HasSubstr("missing"));
}

TEST_P(EveryKind, NothingIsPrinted) {
    ::testing::internal::CaptureStderr();
    ::testing::internal::CaptureStdout();
    const Frames clip = frames();
    write_clip(path(), clip, options_for(clip), rich_record());
    (void)read_clip(path());
    EXPECT_EQ(::testing::internal::GetCapturedStderr(), "");
    EXPECT_EQ(::testing::internal::GetCapturedStdout(), "");
}

INSTANTIATE_TEST_SUITE_P(
    Outputs,
    EveryKind,
    ::testing::Values(".mp4", ".webm", ".mov", ".mkv", ".gif", ".webp", ".png", "/"),
    [](const ::testing::TestParamInfo<std::string>& info) {
        return info.param == "/" ? std::string("folder") : info.param.substr(1);
    });

TEST(FrameSink, TroubleSurfacesInWrite) {
    const TemporaryFolder folder;
    const Frames clip = noise(96, 96, 1);
    OutputOptions options = options_for(clip);
    options.frames = 0;
    const auto sink = open_output(folder / "picture.png", options);
    // The second frame is one too many; write() hands that on at the latest when the queue is full.
    const Error error = error_of([&] {
        for (int frame = 0; frame < 100; ++frame) {
            sink->write(clip[0]);
        }
    });
    EXPECT_EQ(error.kind(), ErrorKind::Usage);
    EXPECT_EQ(error_of([&] { sink->finish({}); }).kind(), ErrorKind::Usage);
}

TEST(FrameSink, UnknownEndingsAreRefused) {
    const TemporaryFolder folder;
    for (const char* name : {"clip", "clip.avi", "clip.mp4.txt", ".mp4"}) {
        const Error error =
            error_of([&] { (void)open_output(folder / name, {.width = 16, .height = 16}); });
        EXPECT_EQ(error.kind(), ErrorKind::Usage) << name;
        EXPECT_THAT(error.what(), HasSubstr(".mp4"));
    }
    for (const char* name : {"/", "./", "../", "//"}) {
        EXPECT_EQ(error_of([&] { (void)open_output(name, {.width = 16, .height = 16}); }).kind(),
                  ErrorKind::Usage)
            << name;
    }
}

TEST(FrameSink, EndingsMayBeWrittenLarge) {
    const TemporaryFolder folder;
    const Frames clip = noise(16, 16, 2);
    write_clip(folder / "CLIP.MP4", clip, options_for(clip));
    EXPECT_EQ(read_clip(folder / "CLIP.MP4").frames.size(), 2U);
}

TEST(FrameSink, NamesWithColonsAndPercentSignsAreNames) {
    const TemporaryFolder folder;
    const Frames clip = noise(16, 16, 2);
    for (const char* name : {"http:x%03d.mp4", "猫:%d.gif", "a b'c.mp4"}) {
        write_clip(folder / name, clip, options_for(clip));
        EXPECT_EQ(read_clip(folder / name).frames.size(), 2U) << name;
    }
}

TEST(FrameSink, ImpossibleOptionsAreRefused) {
    const TemporaryFolder folder;
    for (const OutputOptions& options :
         {OutputOptions{.width = 0, .height = 16}, OutputOptions{.width = 16, .height = -2},
          OutputOptions{.width = 16, .height = 16, .fps = {0, 1}},
          OutputOptions{.width = 16, .height = 16, .fps = {16, 0}}}) {
        EXPECT_EQ(error_of([&] { (void)open_output(folder / "a.mp4", options); }).kind(),
                  ErrorKind::Usage);
    }
}

TEST(FrameSink, AFrameOfAnotherSizeIsABrokenPromise) {
    const TemporaryFolder folder;
    const auto sink = open_output(folder / "a.mp4", {.width = 16, .height = 16});
    EXPECT_THROW(sink->write(noise(32, 16, 1)[0]), InternalError);
    EXPECT_THROW(sink->write(nullptr), InternalError);
    EXPECT_THROW(sink->finish({}), InternalError);  // no frames
    EXPECT_TRUE(folder.names().empty());
}

}  // namespace
}  // namespace plumbline::media
