// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/subprocess.h"
#include "support/temporary_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>

namespace plumbline::tests {
namespace {

using testing::HasSubstr;

class Signals : public testing::Test {
protected:
    std::vector<std::string> line(const std::string& prompt) {
        return {"generate", "--prompt",           prompt,     "--count", "2",
                "--output", folder_ / "clip.mp4", "--events", "jsonl"};
    }

    TemporaryFolder folder_;
};

TEST_F(Signals, InterruptStopsTheRunAndLeavesWith130) {
    Subprocess program(line("wait"), with_fake_engine());
    ASSERT_TRUE(program.wait_for("ready"));
    program.send(SIGINT);
    const Outcome outcome = program.finish();
    EXPECT_EQ(outcome.code, 130);
    EXPECT_THAT(outcome.out, HasSubstr(R"("outcome":"stopped")"));
    EXPECT_THAT(outcome.err, HasSubstr("stopping"));
    EXPECT_EQ(outcome.out.find("\"job\":2"), std::string::npos);
}

TEST_F(Signals, TerminateLeavesWith143) {
    Subprocess program(line("wait"), with_fake_engine());
    ASSERT_TRUE(program.wait_for("ready"));
    program.send(SIGTERM);
    EXPECT_EQ(program.finish().code, 143);
}

TEST_F(Signals, ASecondInterruptKills) {
    Subprocess program(line("stuck"), with_fake_engine());
    ASSERT_TRUE(program.wait_for("ready"));
    program.send(SIGINT);
    ASSERT_TRUE(program.wait_for("once more"));
    program.send(SIGINT);
    EXPECT_EQ(program.finish().signal, SIGINT);
}

TEST_F(Signals, AReaderThatWentAwayDoesNotKillTheRun) {
    Subprocess program(line("wait"), with_fake_engine());
    ASSERT_TRUE(program.wait_for("ready"));
    program.close_output();
    program.send(SIGTERM);
    const Outcome outcome = program.finish();
    EXPECT_EQ(outcome.signal, 0);
    EXPECT_EQ(outcome.code, 143);
    EXPECT_THAT(outcome.err, HasSubstr("cannot write to standard output"));
}

}  // namespace
}  // namespace plumbline::tests
