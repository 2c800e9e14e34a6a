// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace plumbline::tests {

/// action must throw an Error of this kind whose one line holds `part`.
template <typename Action>
void expect_error(ErrorKind kind, std::string_view part, Action&& action) {
    try {
        static_cast<void>(action());
    } catch (const Error& error) {
        const std::string text = error.what();
        EXPECT_EQ(error.kind(), kind) << text;
        EXPECT_NE(text.find(part), std::string::npos) << "'" << part << "' is not in: " << text;
        EXPECT_EQ(text.find('\n'), std::string::npos) << text;
        EXPECT_FALSE(error.hint().empty()) << text;
        return;
    }
    ADD_FAILURE() << "no error; expected one about '" << part << "'";
}

}  // namespace plumbline::tests
