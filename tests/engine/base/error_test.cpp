// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/error.h"

#include "base/check.h"

#include <gtest/gtest.h>

#include <string>

namespace plumbline {
namespace {

TEST(Error, SaysMessageThenHintOnOneLine) {
    EXPECT_STREQ(Error(ErrorKind::Input, "no file x", "check the path").what(),
                 "no file x: check the path");
    EXPECT_STREQ(Error(ErrorKind::Failed, "stopped").what(), "stopped");
}

TEST(Error, EveryKindHasItsDocumentedExitCode) {
    EXPECT_EQ(exit_code(ErrorKind::Failed), 1);
    EXPECT_EQ(exit_code(ErrorKind::Usage), 2);
    EXPECT_EQ(exit_code(ErrorKind::Input), 3);
    EXPECT_EQ(exit_code(ErrorKind::OutOfMemory), 4);
    EXPECT_EQ(exit_code(ErrorKind::Device), 5);
    EXPECT_EQ(exit_code(ErrorKind::Gate), 6);
}

TEST(Check, ThrowsWithPlaceConditionAndMessage) {
    try {
        PLUMBLINE_CHECK(1 + 1 == 3, "got {}", 2);
        FAIL() << "did not throw";
    } catch (const InternalError& error) {
        const std::string text = error.what();
        EXPECT_NE(text.find("error_test.cpp"), std::string::npos);
        EXPECT_NE(text.find("1 + 1 == 3"), std::string::npos);
        EXPECT_NE(text.find("got 2"), std::string::npos);
    }
}

}  // namespace
}  // namespace plumbline
