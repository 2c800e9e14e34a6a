// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/params.h"

#include "base/error.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plumbline::api {
namespace {

ParamSpec spec(const char* key, ParamKind kind, ParamValue value) {
    ParamSpec result;
    result.key = key;
    result.kind = kind;
    result.minimum = 0;
    result.maximum = 2;
    result.default_value = std::move(value);
    result.choices = {"fixed", "probe"};
    return result;
}

const std::vector<ParamSpec>& specs() {
    static const std::vector<ParamSpec> all = {
        spec("threshold", ParamKind::Real, 0.08),
        spec("depth", ParamKind::Integer, std::int64_t{1}), spec("audit", ParamKind::Flag, false),
        spec("mode", ParamKind::Choice, std::string("fixed"))};
    return all;
}

std::string refusal(const std::function<void()>& action) {
    try {
        action();
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::Usage);
        return error.what();
    }
    return "accepted";
}

TEST(Params, ReadsTextOfEveryKind) {
    EXPECT_EQ(std::get<double>(parse_value("dicache", specs()[0], "0.25")), 0.25);
    EXPECT_EQ(std::get<double>(parse_value("dicache", specs()[0], "1")), 1.0);
    EXPECT_EQ(std::get<std::int64_t>(parse_value("dicache", specs()[1], "2")), 2);
    EXPECT_EQ(std::get<bool>(parse_value("dicache", specs()[2], "true")), true);
    EXPECT_EQ(std::get<bool>(parse_value("dicache", specs()[2], "off")), false);
    EXPECT_EQ(std::get<std::string>(parse_value("dicache", specs()[3], "probe")), "probe");
}

TEST(Params, RefusesTextThatDoesNotFit) {
    for (const auto& [index, text] :
         std::vector<std::pair<int, const char*>>{{0, "abc"},
                                                  {0, "2.1"},
                                                  {0, "-1"},
                                                  {0, "nan"},
                                                  {0, "inf"},
                                                  {0, ""},
                                                  {0, "0.1x"},
                                                  {1, "1.5"},
                                                  {1, "3"},
                                                  {1, "99999999999999999999"},
                                                  {2, "maybe"},
                                                  {3, "other"}}) {
        const ParamSpec& one = specs()[index];
        EXPECT_THAT(refusal([&, text = text] { (void)parse_value("dicache", one, text); }),
                    testing::HasSubstr(std::string("cache dicache: ") + one.key + "=" + text));
    }
    EXPECT_THAT(refusal([] { (void)parse_value("dicache", specs()[0], "9"); }),
                testing::HasSubstr("a number from 0 to 2"));
    EXPECT_THAT(refusal([] { (void)parse_value("dicache", specs()[3], "x"); }),
                testing::HasSubstr("one of fixed, probe"));
}

TEST(Params, WritesShortTextThatReadsBack) {
    EXPECT_EQ(to_text(0.08), "0.08");
    EXPECT_EQ(to_text(std::int64_t{3}), "3");
    EXPECT_EQ(to_text(true), "true");
    EXPECT_EQ(to_text(std::string("probe")), "probe");
    EXPECT_EQ(std::get<double>(parse_value("m", specs()[0], to_text(0.1 + 0.2))), 0.1 + 0.2);
}

TEST(Params, CompletesWithDefaults) {
    const Params all = complete("dicache", specs(), {{"threshold", std::int64_t{1}}});
    EXPECT_EQ(all.size(), 4U);
    EXPECT_EQ(std::get<double>(all.at("threshold")), 1.0);
    EXPECT_EQ(std::get<std::int64_t>(all.at("depth")), 1);
}

TEST(Params, NamesTheUnknownKeyAndTheKnownOnes) {
    const std::string text = refusal([] {
        (void)complete("dicache", specs(), {{"treshold", 0.1}});
    });
    EXPECT_EQ(text,
              "cache dicache has no parameter 'treshold': it takes "
              "threshold, depth, audit, mode");
    EXPECT_THAT(refusal([] {
                    (void)complete("none", {}, {{"a", 0.1}});
                }),
                testing::HasSubstr("it takes none"));
}

TEST(Params, RefusesValuesOfAnotherKindOrOutOfRange) {
    EXPECT_NE(refusal([] { (void)complete("m", specs(), {{"depth", 1.0}}); }), "accepted");
    EXPECT_NE(refusal([] {
                  (void)complete("m", specs(), {{"audit", std::int64_t{1}}});
              }),
              "accepted");
    EXPECT_NE(refusal([] { (void)complete("m", specs(), {{"threshold", 2.5}}); }), "accepted");
    EXPECT_NE(refusal([] {
                  (void)complete("m", specs(), {{"mode", std::string("x")}});
              }),
              "accepted");
}

TEST(MethodText, ReadsMethodAndValues) {
    EXPECT_EQ(parse_method("none").method, "none");
    const MethodText text = parse_method("dicache:threshold=0.1,file=a:b=c");
    EXPECT_EQ(text.method, "dicache");
    ASSERT_EQ(text.values.size(), 2U);
    EXPECT_EQ(text.values[0], (std::pair<std::string, std::string>("threshold", "0.1")));
    EXPECT_EQ(text.values[1].second, "a:b=c");
}

TEST(MethodText, RefusesWhatIsNotOne) {
    for (const char* text : {"", ":a=1", "m:", "m:a", "m:=1", "m:a=1,", "m:a=1,a=2"}) {
        EXPECT_NE(refusal([text] { (void)parse_method(text); }), "accepted") << text;
    }
}

}  // namespace
}  // namespace plumbline::api
