// SPDX-License-Identifier: GPL-3.0-or-later
#include "clips.h"
#include "media/video_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <unistd.h>

namespace plumbline::media {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(Png, PixelsAndRecordComeBackExactly) {
    const TemporaryFolder folder;
    const Frames frames = noise(37, 21, 1);
    write_clip(folder / "picture.png", frames, options_for(frames), rich_record());
    const Clip clip = read_clip(folder / "picture.png");
    ASSERT_EQ(clip.frames.size(), 1U);
    EXPECT_EQ(clip.frames[0].pixels, frames[0]->pixels);
    EXPECT_EQ(clip.record.parameters, rich_record().parameters);
    EXPECT_EQ(clip.record.json, rich_record().json);
}

TEST(Png, AsciiTextIsPlainAndOtherTextIsInternational) {
    const TemporaryFolder folder;
    const Frames frames = noise(16, 16, 1);
    write_clip(folder / "picture.png", frames, options_for(frames),
               {.parameters = "a cat\nSteps: 20", .json = "{\"p\": \"猫\"}"});
    const std::string bytes = content_of(folder / "picture.png");
    EXPECT_THAT(bytes, HasSubstr(std::string("tEXtparameters\0a cat\nSteps: 20", 30)));
    EXPECT_THAT(bytes, HasSubstr("iTXtplumbline"));
    EXPECT_LT(bytes.find("iTXt"), bytes.find("IDAT"));
}

TEST(Png, HoldsExactlyOnePicture) {
    const TemporaryFolder folder;
    const Frames frames = noise(16, 16, 2);
    const Error known =
        error_of([&] { (void)open_output(folder / "picture.png", options_for(frames)); });
    EXPECT_EQ(known.kind(), ErrorKind::Usage);
    EXPECT_THAT(known.what(), HasSubstr("picture/"));
    OutputOptions options = options_for(frames);
    options.frames = 0;
    const Error met = error_of([&] { write_clip(folder / "picture.png", frames, options); });
    EXPECT_EQ(met.kind(), ErrorKind::Usage);
    EXPECT_TRUE(folder.names().empty());
}

TEST(PngFolder, HoldsEveryFrameAndTheRecord) {
    const TemporaryFolder folder;
    const Frames frames = noise(24, 16, 3);
    write_clip(folder / "clip/", frames, options_for(frames, {24000, 1001}), rich_record());
    EXPECT_THAT(folder.names(), ElementsAre("clip"));
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(folder / "clip")) {
        names.push_back(entry.path().filename().string());
    }
    EXPECT_THAT(names, ::testing::UnorderedElementsAre("frame_00001.png", "frame_00002.png",
                                                       "frame_00003.png", "record.json"));
    EXPECT_EQ(content_of(folder / "clip/record.json"), rich_record().json);
    const Clip clip = read_clip(folder / "clip");
    ASSERT_EQ(clip.frames.size(), 3U);
    for (std::size_t frame = 0; frame < 3; ++frame) {
        EXPECT_EQ(clip.frames[frame].pixels, frames[frame]->pixels);
    }
    EXPECT_EQ(clip.fps.num, 24000);
    EXPECT_EQ(clip.fps.den, 1001);
    EXPECT_EQ(clip.record.parameters, rich_record().parameters);
    EXPECT_EQ(clip.record.json, rich_record().json);
}

TEST(PngFolder, IsReplacedOnlyWhenAsked) {
    const TemporaryFolder folder;
    const Frames old_frames = noise(16, 16, 5, 1);
    const Frames new_frames = noise(16, 16, 2, 2);
    write_clip(folder / "clip/", old_frames, options_for(old_frames));
    const Error error =
        error_of([&] { write_clip(folder / "clip/", new_frames, options_for(new_frames)); });
    EXPECT_EQ(error.kind(), ErrorKind::Usage);
    EXPECT_EQ(read_clip(folder / "clip/").frames.size(), 5U);
    OutputOptions options = options_for(new_frames);
    options.overwrite = true;
    write_clip(folder / "clip/", new_frames, options);
    const Clip clip = read_clip(folder / "clip/");
    ASSERT_EQ(clip.frames.size(), 2U);
    EXPECT_EQ(clip.frames[0].pixels, new_frames[0]->pixels);
    EXPECT_THAT(folder.names(), ElementsAre("clip"));
}

TEST(PngFolder, NeverReplacesAFolderThatHoldsOtherFiles) {
    const TemporaryFolder folder;
    std::filesystem::create_directory(folder / "clip");
    std::ofstream(folder / "clip/diary.txt") << "mine";
    const Frames frames = noise(16, 16, 1);
    OutputOptions options = options_for(frames);
    options.overwrite = true;
    const Error error = error_of([&] { (void)open_output(folder / "clip/", options); });
    EXPECT_EQ(error.kind(), ErrorKind::Usage);
    EXPECT_THAT(error.what(), HasSubstr("diary.txt"));
    EXPECT_EQ(content_of(folder / "clip/diary.txt"), "mine");
}

TEST(PngFolder, TwoWritersOfOneNameDoNotMix) {
    const TemporaryFolder folder;
    const Frames frames = noise(16, 16, 1);
    const auto first = open_output(folder / "clip/", options_for(frames));
    const Error error = error_of([&] { (void)open_output(folder / "clip/", options_for(frames)); });
    EXPECT_EQ(error.kind(), ErrorKind::Failed);
    EXPECT_THAT(error.what(), HasSubstr("being written"));
    first->write(frames[0]);
    first->finish({});
    EXPECT_THAT(folder.names(), ElementsAre("clip"));
}

TEST(PngFolder, RemovesWhatADeadProcessLeft) {
    const TemporaryFolder folder;
    const std::string same_number =
        ".clip." + std::to_string(getpid()) + ".part";  // as in a container
    for (const std::string& name : {std::string(".clip.999999999.part"), same_number}) {
        std::filesystem::create_directory(folder / name);
        std::ofstream(folder / (name + "/frame_00002.png")) << "half";
    }
    const Frames frames = noise(16, 16, 1);
    write_clip(folder / "clip/", frames, options_for(frames));
    EXPECT_THAT(folder.names(), ElementsAre("clip"));
    EXPECT_EQ(read_clip(folder / "clip").frames.size(), 1U);
}

}  // namespace
}  // namespace plumbline::media
