// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/user_folder.h"

#include <gtest/gtest.h>

#include <cstdlib>

namespace plumbline::base {
namespace {

TEST(UserFolder, IsWhereTheDesktopSaysOrAtHome) {
    setenv("HOME", "/home/ada", 1);
    setenv("XDG_DATA_HOME", "/data", 1);
    EXPECT_EQ(user_data_folder(), "/data/plumbline");
    setenv("XDG_DATA_HOME", "data", 1);  // not absolute: to be ignored, says the specification
    EXPECT_EQ(user_data_folder(), "/home/ada/.local/share/plumbline");
    unsetenv("XDG_DATA_HOME");
    EXPECT_EQ(user_data_folder(), "/home/ada/.local/share/plumbline");
    unsetenv("HOME");
    EXPECT_FALSE(user_data_folder());
}

}  // namespace
}  // namespace plumbline::base
