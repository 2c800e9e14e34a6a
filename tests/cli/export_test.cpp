// SPDX-License-Identifier: GPL-3.0-or-later
// plumbline export on the fake engine, which says what it was asked for.
#include "base/file.h"
#include "cli/subprocess.h"
#include "support/temporary_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace plumbline::tests {
namespace {

using nlohmann::json;
using testing::HasSubstr;

class ExportCommand : public testing::Test {
protected:
    ExportCommand() {
        for (const char* name : {"a.mp4", "b.mp4", "broken.mp4"})
            base::write_file(folder_ / name, "clip", false);
    }
    [[nodiscard]] Outcome run(std::vector<std::string> words) const {
        words.insert(words.begin(), "export");
        return plumbline(
            words, with_fake_engine(
                       {.engine = {}, .folder = folder_.path(), .input = {}, .output_file = {}}));
    }
    void expect_refused(const std::vector<std::string>& words, int code, const char* about) const {
        const Outcome outcome = run(words);
        EXPECT_EQ(outcome.code, code) << outcome.err;
        EXPECT_THAT(outcome.err, HasSubstr(about));
        EXPECT_EQ(std::count(outcome.err.begin(), outcome.err.end(), '\n'), 1) << outcome.err;
    }
    TemporaryFolder folder_;
};

TEST_F(ExportCommand, EveryOptionArrives) {
    const Outcome outcome =
        run({"a.mp4",    "--output",    "{seed}.webm", "--codec",   "av1",         "--quality",
             "30",       "--first",     "2",           "--last",    "9",           "--ping-pong",
             "--repeat", "3",           "--settings",  "no-prompt", "--overwrite", "--against",
             "b.mp4",    "--form",      "difference",  "--gain",    "8",           "--divider",
             "0.25",     "--decisions", "--json"});
    ASSERT_EQ(outcome.code, 0) << outcome.err;
    const json asked = json::parse(outcome.out);
    EXPECT_EQ(asked["result"], "a.mp4");
    EXPECT_EQ(asked["output"], "{seed}.webm");
    EXPECT_EQ(asked["codec"], "av1");
    EXPECT_EQ(asked["quality"], 30);
    EXPECT_EQ(asked["first"], 2);
    EXPECT_EQ(asked["last"], 9);
    EXPECT_EQ(asked["ping_pong"], true);
    EXPECT_EQ(asked["repeats"], 3);
    EXPECT_EQ(asked["settings"], 1);
    EXPECT_EQ(asked["overwrite"], true);
    EXPECT_EQ(asked["against"]["other"], "b.mp4");
    EXPECT_EQ(asked["against"]["form"], 2);
    EXPECT_EQ(asked["against"]["gain"], 8.0);
    EXPECT_EQ(asked["against"]["divider"], 0.25);
    EXPECT_EQ(asked["against"]["decisions"], true);
}

TEST_F(ExportCommand, WhatIsNotAskedForIsUsual) {
    const Outcome outcome = run({"a.mp4", "--output", "c.gif", "--json"});
    ASSERT_EQ(outcome.code, 0) << outcome.err;
    const json asked = json::parse(outcome.out);
    EXPECT_EQ(asked["codec"], "");
    EXPECT_EQ(asked["settings"], 0);
    EXPECT_EQ(asked["repeats"], 1);
    EXPECT_FALSE(asked.contains("quality"));
    EXPECT_FALSE(asked.contains("last"));
    EXPECT_FALSE(asked.contains("against"));
    EXPECT_THAT(run({"a.mp4", "--output", "c.gif"}).out, HasSubstr("wrote c.gif"));
}

TEST_F(ExportCommand, EventsComeAsLines) {
    const Outcome outcome = run({"a.mp4", "--output", "c.mp4", "--events", "jsonl"});
    EXPECT_THAT(outcome.out, HasSubstr(R"("phase":"export")"));
    EXPECT_THAT(outcome.out, HasSubstr(R"("event":"finished")"));
}

TEST_F(ExportCommand, WhatCannotBeIsSaidInOneLine) {
    expect_refused({}, 2, "--list");
    expect_refused({"a.mp4"}, 2, "--output");
    expect_refused({"a.mp4", "--output", "c.avi"}, 2, ".webm");
    expect_refused({"a.mp4", "--output", "c.mp4", "--codec", "av1"}, 2, ".webm");
    expect_refused({"a.mp4", "--output", "c.mp4", "--codec", "h263"}, 2, "h263");
    expect_refused({"a.mp4", "--output", "c.mp4", "--quality", "52"}, 2, "51");
    expect_refused({"a.mp4", "--output", "c.mkv", "--quality", "5"}, 2, "no quality");
    expect_refused({"a.mp4", "--output", "c.mp4", "--first", "x"}, 2, "first");
    expect_refused({"a.mp4", "--output", "c.mp4", "--first", "5", "--last", "4"}, 2, "range");
    expect_refused({"a.mp4", "--output", "c.mp4", "--repeat", "0"}, 2, "repeat");
    expect_refused({"a.mp4", "--output", "c.mp4", "--settings", "some"}, 2, "no-prompt");
    expect_refused({"a.mp4", "--output", "c.mp4", "--decisions"}, 2, "--against");
    expect_refused({"a.mp4", "--output", "{date}.mp4"}, 2, "{seed}");
    expect_refused({"a.mp4", "--output", "c.mp4", "--against", "b.mp4", "--form", "round"}, 2,
                   "difference");
    expect_refused({"a.mp4", "--output", "c.mp4", "--against", "b.mp4", "--divider", "2"}, 2,
                   "divider");
    expect_refused({"gone.mp4", "--output", "c.mp4"}, 3, "gone.mp4");
    expect_refused({"a.mp4", "--output", "c.mp4", "--against", "gone.mp4"}, 3, "gone.mp4");
    expect_refused({"broken.mp4", "--output", "c.mp4", "-q"}, 3, "broken.mp4");
}

TEST_F(ExportCommand, ListNamesEveryFormatAndWhatFfmpegLacks) {
    const Outcome outcome = run({"--list"});
    ASSERT_EQ(outcome.code, 0) << outcome.err;
    for (const char* word : {"h264", "prores", "png16", ".mkv", "FFmpeg lacks libsvtav1"})
        EXPECT_THAT(outcome.out, HasSubstr(word));
    const json list = json::parse(run({"--list", "--json"}).out)["formats"];
    ASSERT_EQ(list.size(), 12U);
    for (const json& one : list) EXPECT_EQ(one["available"], one["codec"] != "av1");
    EXPECT_EQ(list[0]["quality"]["usual"], 17);
}

}  // namespace
}  // namespace plumbline::tests
