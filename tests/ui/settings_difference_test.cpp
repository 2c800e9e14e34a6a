// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/settings_difference.h"

#include <gtest/gtest.h>

namespace plumbline::ui {
namespace {

TEST(SettingsDifference, NamesWhatWouldChange) {
    api::Recipe from, to;
    from.prompt = to.prompt = "a ball";
    from.steps = 25;
    to.steps = 50;
    from.cache_text = {{"threshold", "0.2"}};
    to.cache_text = {{"threshold", "0.1"}};
    to.output = "elsewhere.mp4";
    const QStringList expected = {QStringLiteral("cache threshold: 0.2 → 0.1"),
                                  QStringLiteral("steps: 25 → 50")};
    EXPECT_EQ(settings_difference(from, to), expected);
}

TEST(SettingsDifference, EqualNumbersAreNoChange) {
    api::Recipe from, to;
    from.cache_text = {{"threshold", "0.20"}};
    to.cache_text = {{"threshold", "0.2"}};
    EXPECT_TRUE(settings_difference(from, to).isEmpty());
}

}  // namespace
}  // namespace plumbline::ui
