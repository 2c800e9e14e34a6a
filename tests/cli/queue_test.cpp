// SPDX-License-Identifier: GPL-3.0-or-later
// The queue of the command line, on the fake engine: its prompts say what a run does.
#include "cli/subprocess.h"
#include "support/temporary_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <csignal>
#include <cstdlib>
#include <filesystem>

namespace plumbline::tests {
namespace {

using testing::HasSubstr;
using testing::StartsWith;
using Json = nlohmann::json;

class Queue : public testing::Test {
protected:
    void SetUp() override { ::setenv("XDG_DATA_HOME", home_.path().c_str(), 1); }
    void TearDown() override { ::unsetenv("XDG_DATA_HOME"); }

    static Outcome queue(std::vector<std::string> words) {
        words.insert(words.begin(), "queue");
        return plumbline(words);
    }
    static void add(const std::string& prompt) {
        const Outcome outcome = queue({"add", "--prompt", prompt});
        ASSERT_EQ(outcome.code, 0) << outcome.err;
    }
    static Json runs() {
        const Outcome outcome = queue({"list", "--json"});
        EXPECT_EQ(outcome.code, 0) << outcome.err;
        return Json::parse(outcome.out)["runs"];
    }
    static std::string state(int id) {
        for (const Json& run : runs()) {
            if (run["id"] == id) return run["state"];
        }
        return "none";
    }

    TemporaryFolder home_;
};

TEST_F(Queue, AddsWhatGenerateWouldRun) {
    const Outcome outcome =
        queue({"add", "--prompt", "a ball", "--seed", "7", "--count", "2", "--cache",
               "dicache:threshold=0.3", "--output", home_ / "clip.mp4", "--json"});
    ASSERT_EQ(outcome.code, 0) << outcome.err;
    EXPECT_EQ(Json::parse(outcome.out)["added"], (Json{1, 2}));
    const Json list = runs();
    ASSERT_EQ(list.size(), 2U);
    EXPECT_EQ(list[0]["state"], "waiting");
    EXPECT_EQ(list[0]["prompt"], "a ball");
    EXPECT_EQ(list[0]["cache"], "dicache");
    EXPECT_EQ(list[1]["output"], (home_ / "clip-2.mp4").string());
    EXPECT_THAT(queue({"list"}).out, HasSubstr("a ball"));
    EXPECT_THAT(queue({"list", "square"}).out, HasSubstr("no such runs"));
}

TEST_F(Queue, FilesThatARunReadsAreFoundFromEveryFolder) {
    ASSERT_EQ(queue({"add", "--prompt", "a ball", "--image", "first.png", "--lora",
                     "style.safetensors:0.5"})
                  .code,
              0);
    const Json ran = Json::parse(queue({"run", "--json"}).out);
    EXPECT_EQ(ran["image"], std::filesystem::absolute("first.png").string());
    EXPECT_EQ(ran["lora"][0]["file"], std::filesystem::absolute("style.safetensors").string());
}

TEST_F(Queue, RunsInOrderUntilNothingWaits) {
    add("first");
    add("second");
    const Outcome outcome = queue({"run", "--json"});
    EXPECT_EQ(outcome.code, 0) << outcome.err;
    const std::size_t line = outcome.out.find('\n');
    const Json first = Json::parse(outcome.out.substr(0, line));
    EXPECT_EQ(first["prompt"], "first");
    EXPECT_THAT(first["output"].get<std::string>(),
                StartsWith((home_ / "plumbline/results/").string()));
    EXPECT_EQ(Json::parse(outcome.out.substr(line + 1))["prompt"], "second");
    EXPECT_EQ(state(1), "done");
    EXPECT_EQ(state(2), "done");
    const Outcome again = queue({"run"});
    EXPECT_EQ(again.code, 0);
    EXPECT_THAT(again.err, HasSubstr("nothing waits"));
}

TEST_F(Queue, AFailureIsWrittenDownAndTheNextBegins) {
    add("input");
    add("second");
    const Outcome outcome = queue({"run"});
    EXPECT_EQ(outcome.code, 3);
    EXPECT_THAT(outcome.err, HasSubstr("no model: get it"));
    EXPECT_EQ(state(1), "failed");
    EXPECT_EQ(state(2), "done");
    EXPECT_EQ(queue({"retry", "1"}).code, 0);
    EXPECT_EQ(state(1), "waiting");
}

TEST_F(Queue, AnInterruptedRunIsOfferedAgainAndTheRestWaits) {
    add("wait");
    add("second");
    Subprocess program({"queue", "run", "--events", "jsonl"}, with_fake_engine());
    ASSERT_TRUE(program.wait_for("ready"));
    program.send(SIGINT);
    const Outcome outcome = program.finish();
    EXPECT_EQ(outcome.code, 130);
    EXPECT_THAT(outcome.err, HasSubstr("queue retry 1"));
    EXPECT_EQ(state(1), "interrupted");
    EXPECT_EQ(state(2), "waiting");
    EXPECT_EQ(queue({"retry", "1"}).code, 0);
    EXPECT_EQ(state(1), "waiting");
}

TEST_F(Queue, AKilledRunIsOfferedAgain) {
    add("stuck");
    {
        Subprocess program({"queue", "run", "--events", "jsonl"}, with_fake_engine());
        ASSERT_TRUE(program.wait_for("ready"));
        program.send(SIGKILL);
        EXPECT_EQ(program.finish().signal, SIGKILL);
    }
    EXPECT_EQ(state(1), "interrupted");
    EXPECT_EQ(queue({"retry", "1"}).code, 0);
    EXPECT_EQ(state(1), "waiting");
}

TEST_F(Queue, ASecondWorkerIsTold) {
    add("wait");
    Subprocess program({"queue", "run", "--events", "jsonl"}, with_fake_engine());
    ASSERT_TRUE(program.wait_for("ready"));
    const Outcome second = queue({"run"});
    EXPECT_EQ(second.code, 1);
    EXPECT_THAT(second.err, HasSubstr("works on the queue already"));
    EXPECT_EQ(state(1), "running");
    program.send(SIGTERM);
    EXPECT_EQ(program.finish().code, 143);
}

TEST_F(Queue, CancelsWhatWaits) {
    add("first");
    add("second");
    EXPECT_EQ(queue({"cancel", "1"}).code, 0);
    EXPECT_EQ(state(1), "stopped");
    const Outcome outcome = queue({"run", "--json"});
    EXPECT_EQ(Json::parse(outcome.out)["prompt"], "second");
}

TEST_F(Queue, CancelStopsARunThatAnotherProcessWorksOn) {
    const Outcome added = queue({"add", "--prompt", "slow", "--steps", "1000"});
    ASSERT_EQ(added.code, 0) << added.err;
    add("second");
    Subprocess program({"queue", "run", "--events", "jsonl"}, with_fake_engine());
    ASSERT_TRUE(program.wait_for("\"step\":3"));
    EXPECT_EQ(queue({"cancel", "1"}).code, 0);
    const Outcome outcome = program.finish();
    EXPECT_EQ(outcome.code, 0) << outcome.err;
    EXPECT_THAT(outcome.err, HasSubstr("run 1 was cancelled"));
    EXPECT_EQ(state(1), "stopped");
    EXPECT_EQ(state(2), "done");
}

TEST_F(Queue, RefusesWhatCannotBe) {
    add("first");
    EXPECT_EQ(queue({}).code, 2);
    EXPECT_EQ(queue({"cancel"}).code, 2);
    EXPECT_EQ(queue({"cancel", "7"}).code, 2);
    EXPECT_EQ(queue({"retry", "1"}).code, 2);
    EXPECT_THAT(queue({"retry", "1"}).err, HasSubstr("run 1 is waiting"));
    EXPECT_EQ(queue({"cancel", "1", "7"}).code, 2);
    EXPECT_EQ(state(1), "waiting");
    EXPECT_EQ(queue({"add"}).code, 2);
    EXPECT_EQ(queue({"add", "--prompt", "x", "--steps", "0"}).code, 2);
}

TEST(DoctorSystem, AsksTheEngineAboutThisMachine) {
    const TemporaryFolder home;
    ::setenv("XDG_DATA_HOME", home.path().c_str(), 1);
    const Outcome outcome = plumbline({"doctor", "--system", "--json"});
    const Outcome words = plumbline({"doctor", "--system"});
    ::unsetenv("XDG_DATA_HOME");
    ASSERT_EQ(outcome.code, 0) << outcome.err;
    EXPECT_EQ(Json::parse(outcome.out)["folders"][0], (home / "plumbline").string());
    EXPECT_THAT(words.out, HasSubstr("Processor"));
    EXPECT_EQ(plumbline({"doctor", "--system", "run.jsonl"}).code, 2);
}

}  // namespace
}  // namespace plumbline::tests
