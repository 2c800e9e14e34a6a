// SPDX-License-Identifier: GPL-3.0-or-later
#include "records/name_template.h"

#include "base/error.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plumbline::records {
namespace {

using testing::HasSubstr;

constexpr const char* kRecord = R"({"schema": "plumbline/run/v1", "recipe": {"model": "wan",
    "prompt": "a red/blue ball", "steps": 20, "seed": 18446744073709551615, "size": "832x480",
    "cache": {"method": "dicache", "parameters": {}}}})";

TEST(NameTemplate, TakesTheValuesOfARecord) {
    const NameValues values = name_values(kRecord);
    EXPECT_EQ(expand_name("{model}-{seed}-{steps}-{cache}-{width}x{height}.mp4", values),
              "wan-18446744073709551615-20-dicache-832x480.mp4");
    EXPECT_TRUE(name_values("").empty());
    EXPECT_TRUE(name_values("[1]").empty());
    EXPECT_TRUE(name_values(R"({"recipe": {"seed": {}, "size": 3, "cache": []}})").empty());
}

TEST(NameTemplate, AValueIsOneWordOfAName) {
    const auto named = [](const std::string& prompt) {
        return expand_name("{prompt}.mp4", {{"prompt", prompt}});
    };
    EXPECT_EQ(named("a red/blue ball"), "a_red-blue_ball.mp4");
    EXPECT_EQ(named("../../etc\n\x7f"), "etc.mp4");
    EXPECT_EQ(named("..."), "none.mp4");
    EXPECT_EQ(named(""), "none.mp4");
    EXPECT_EQ(named("\xff\xfe"), "none.mp4");
    EXPECT_EQ(named("猫が走る"), "猫が走る.mp4");
    EXPECT_EQ(expand_name("{prompt}.mp4", {}), "none.mp4");
}

TEST(NameTemplate, ALongValueIsCutBetweenTwoCharacters) {
    std::string cats;
    for (int i = 0; i < 40; ++i) cats += "猫";  // three bytes each
    const std::string name = expand_name("{prompt}", {{"prompt", cats}});
    EXPECT_EQ(name.size(), 78U);
    EXPECT_TRUE(cats.starts_with(name));
    EXPECT_EQ(expand_name("{prompt}", {{"prompt", std::string(200, 'a')}}).size(), 80U);
}

TEST(NameTemplate, BracesOfTheNameAreDoubled) {
    EXPECT_EQ(expand_name("{{{seed}}}.mp4", {{"seed", "7"}}), "{7}.mp4");
    EXPECT_EQ(expand_name(literal_name("a{b}}.mp4"), {}), "a{b}}.mp4");
}

TEST(NameTemplate, SaysWhatItHolds) {
    EXPECT_TRUE(names_field("{seed}-{number}.mp4", "number"));
    EXPECT_FALSE(names_field("{seed}-{{number}}.mp4", "number"));
}

TEST(NameTemplate, RefusesWhatIsNoPattern) {
    for (const char* pattern : {"{date}.mp4", "{}.mp4", "{seed.mp4", "seed}.mp4", "{Seed}"}) {
        try {
            (void)expand_name(pattern, {{"seed", "7"}});
            ADD_FAILURE() << pattern;
        } catch (const Error& error) {
            EXPECT_EQ(error.kind(), ErrorKind::Usage);
        }
    }
    try {
        (void)expand_name("{date}", {});
        ADD_FAILURE();
    } catch (const Error& error) {
        EXPECT_THAT(error.what(), HasSubstr("{number}"));
    }
}

}  // namespace
}  // namespace plumbline::records
