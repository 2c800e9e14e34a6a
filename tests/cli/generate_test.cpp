// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/subprocess.h"
#include "support/temporary_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <fstream>
#include <sstream>

namespace plumbline::tests {
namespace {

using testing::HasSubstr;
using testing::Not;
using Json = nlohmann::json;

std::vector<Json> json_lines(const std::string& text) {
    std::vector<Json> lines;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);) lines.push_back(Json::parse(line));
    return lines;
}

class Generate : public testing::Test {
protected:
    Outcome run(std::vector<std::string> flags, const std::string& input = {}) {
        flags.insert(flags.begin(), "generate");
        return plumbline(
            flags, {.engine = {}, .folder = folder_.path(), .input = input, .output_file = {}});
    }
    Json result(std::vector<std::string> flags) {
        flags.emplace_back("--json");
        const Outcome outcome = run(std::move(flags));
        EXPECT_EQ(outcome.code, 0) << outcome.err;
        return Json::parse(outcome.out);
    }

    TemporaryFolder folder_;
};

TEST_F(Generate, HandsEveryFlagToTheEngine) {
    const Json seen = result({"--model",        "wan",
                              "--prompt",       "a ball",
                              "--negative",     "blur",
                              "--size",         "832x480",
                              "--frames",       "33",
                              "--fps",          "16",
                              "--steps",        "5",
                              "--guidance",     "-1.5",
                              "--shift",        "3",
                              "--sampler",      "dpm++",
                              "--seed",         "18446744073709551615",
                              "--cache",        "dicache:threshold=0.1,probe_depth=2",
                              "--threads",      "2",
                              "--device",       "cuda:1",
                              "--dtype",        "bf16",
                              "--residency",    "swap",
                              "--memory",       "12GB",
                              "--image",        "first.png",
                              "--lora",         "a.safetensors",
                              "--lora",         "b.safetensors:0.5",
                              "--output",       "clip.gif",
                              "--trace",        "t.jsonl",
                              "--save-latents", "l.safetensors",
                              "--record-case",  "case",
                              "--tiled-vae",    "--overwrite",
                              "--no-record"});
    const Json expected = {
        {"model", "wan"},
        {"prompt", "a ball"},
        {"negative", "blur"},
        {"width", 832},
        {"height", 480},
        {"frames", 33},
        {"fps", 16},
        {"steps", 5},
        {"guidance", -1.5},
        {"shift", 3.0},
        {"sampler", "dpm++"},
        {"seed", 18446744073709551615U},
        {"cache",
         {{"method", "dicache"}, {"parameters", {{"threshold", "0.1"}, {"probe_depth", "2"}}}}},
        {"interventions", 0},
        {"threads", 2},
        {"device", "cuda:1"},
        {"dtype", "bf16"},
        {"residency", "swap"},
        {"tiled_vae", true},
        {"image", "first.png"},
        {"memory", 12'000'000'000},
        {"lora",
         {{{"file", "a.safetensors"}, {"weight", 1.0}},
          {{"file", "b.safetensors"}, {"weight", 0.5}}}},
        {"output", "clip.gif"},
        {"trace", "t.jsonl"},
        {"save_latents", "l.safetensors"},
        {"record_case", "case"},
        {"overwrite", true},
        {"embed_record", false}};
    EXPECT_EQ(seen, expected);
}

TEST_F(Generate, LeavesWhatIsNotGivenToTheModel) {
    const Json seen = result({"--prompt", "a ball"});
    EXPECT_TRUE(seen["steps"].is_null());
    EXPECT_TRUE(seen["sampler"].is_null());
    EXPECT_EQ(seen["model"], "demo");
    EXPECT_EQ(seen["cache"]["method"], "auto");  // the family's usual one
    EXPECT_EQ(seen["output"], "plumbline-0.mp4");
}

TEST_F(Generate, PicksAFreeNameWhenNoneIsGiven) {
    std::ofstream(folder_ / "plumbline-7.mp4") << "kept";
    EXPECT_EQ(result({"--prompt", "a ball", "--seed", "7"})["output"], "plumbline-7-2.mp4");
}

TEST_F(Generate, CountsSeedsAndNumbersNames) {
    const Outcome outcome = run({"--prompt", "a", "--seed", "5", "--count", "3", "--output",
                                 "clip.mp4", "--trace", "t.jsonl", "--json"});
    const auto lines = json_lines(outcome.out);
    ASSERT_EQ(lines.size(), 3U);
    EXPECT_EQ(lines[0]["output"], "clip.mp4");
    EXPECT_EQ(lines[1]["output"], "clip-2.mp4");
    EXPECT_EQ(lines[2]["trace"], "t-3.jsonl");
    EXPECT_EQ(lines[2]["seed"], 7);
}

TEST_F(Generate, ReadsPromptsFromStandardInput) {
    const Outcome outcome =
        run({"--prompt-file", "-", "--output", "clip.mp4", "--json"}, "one\r\n\n two \n");
    const auto lines = json_lines(outcome.out);
    ASSERT_EQ(lines.size(), 2U);
    EXPECT_EQ(lines[0]["prompt"], "one");
    EXPECT_EQ(lines[1]["prompt"], "two");
    EXPECT_EQ(lines[1]["output"], "clip-2.mp4");
}

TEST_F(Generate, StopsAtTheFirstFailure) {
    const Outcome outcome = run({"--prompt-file", "-", "--json", "--quiet"}, "one\ninput\nthree\n");
    EXPECT_EQ(outcome.code, 3);
    EXPECT_EQ(json_lines(outcome.out).size(), 1U);
}

TEST_F(Generate, TakesARecipeThenFlagsThenSet) {
    std::ofstream(folder_ / "r.json")
        << R"({"prompt": "from file", "seed": 3, "steps": 9, "size": "64x64"})";
    const Json seen = result({"--set", "fps=8", "--steps", "4", "--set", "steps=2", "--seed", "4",
                              "--recipe", "r.json", "--set", "tiled_vae=true"});
    EXPECT_EQ(seen["prompt"], "from file");
    EXPECT_EQ(seen["seed"], 4);
    EXPECT_EQ(seen["steps"], 2);
    EXPECT_EQ(seen["fps"], 8);
    EXPECT_EQ(seen["width"], 64);
}

TEST_F(Generate, PrintsASummaryForPeopleAndProgressOnStandardError) {
    const Outcome outcome = run({"--prompt", "a", "--output", "clip.mp4"});
    EXPECT_EQ(outcome.out, "wrote clip.mp4\n");
    EXPECT_THAT(outcome.err, HasSubstr("plumbline: denoise 3/3, saved 25 %, eta 0:00\n"));
    EXPECT_THAT(outcome.err, HasSubstr("plumbline: warning: a warning\n"));
    EXPECT_THAT(outcome.err, Not(HasSubstr("\x1b")));
}

TEST_F(Generate, QuietLeavesWarningsOnly) {
    const Outcome outcome = run({"--prompt", "a", "--quiet"});
    EXPECT_EQ(outcome.err, "plumbline: warning: a warning\n");
}

TEST_F(Generate, StreamsEventsAndEndsWithTheResult) {
    const Outcome outcome = run({"--prompt", "a", "--output", "clip.mp4", "--events", "jsonl"});
    const auto lines = json_lines(outcome.out);
    ASSERT_EQ(lines.size(), 7U);
    EXPECT_EQ(lines[0]["event"], "phase");
    EXPECT_EQ(lines[1]["event"], "log");
    for (int step = 0; step < 3; ++step) {
        EXPECT_EQ(lines[2 + step]["event"], "step");
        EXPECT_EQ(lines[2 + step]["step"], step);
        EXPECT_TRUE(lines[2 + step]["passes"][0]["probe_error"].is_null());
    }
    EXPECT_EQ(lines[3]["passes"][0]["decision"], "S");
    EXPECT_EQ(lines[5]["event"], "finished");
    EXPECT_EQ(lines[5]["outcome"], "done");
    EXPECT_EQ(lines[6]["output"], "clip.mp4");
}

TEST_F(Generate, AFailedRunStreamsItsEnd) {
    const Outcome outcome = run({"--prompt", "device", "--events", "jsonl"});
    const auto lines = json_lines(outcome.out);
    ASSERT_EQ(lines.size(), 1U);
    EXPECT_EQ(lines[0]["outcome"], "failed");
    EXPECT_EQ(lines[0]["exit_code"], 5);
}

TEST_F(Generate, WhatItAsksBeforeTheRunIsNoJobOfIts) {
    // A model of its own, neither frames nor output: the engine is asked whether it makes pictures.
    const Outcome outcome = run({"--model", "wan", "--prompt", "a", "--events", "jsonl"});
    const auto lines = json_lines(outcome.out);
    ASSERT_EQ(lines.size(), 7U) << outcome.out;
    for (int line = 0; line < 6; ++line) EXPECT_EQ(lines[line]["job"], 1);
    EXPECT_EQ(lines[6]["output"], "plumbline-0.mp4");
    EXPECT_TRUE(lines[6]["frames"].is_null());
}

}  // namespace
}  // namespace plumbline::tests
