// SPDX-License-Identifier: GPL-3.0-or-later
#include "records/export_json.h"

#include "base/error.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <utility>
#include <vector>

namespace plumbline::records {
namespace {

using testing::HasSubstr;
using Form = api::ExportComparison::Form;

template <typename Action>
Error error_of(const Action& action) {
    try {
        action();
    } catch (const Error& error) {
        return error;
    }
    return {ErrorKind::Gate, "nothing was thrown"};
}

api::ExportRequest plain() {
    api::ExportRequest request;
    request.result = "a \"clip\".mp4";
    request.output = "b.webm";
    return request;
}

api::ExportRequest full() {
    api::ExportRequest request = plain();
    request.codec = "av1";
    request.quality = 30;
    request.first = 3;
    request.last = 12;
    request.ping_pong = true;
    request.repeats = 4;
    request.settings = api::ExportedSettings::WithoutPrompt;
    request.comparison = {.form = Form::Difference,
                          .other = "other.mp4",
                          .divider = 0.25,
                          .gain = 8,
                          .decisions = true,
                          .trace = "a.jsonl",
                          .other_trace = "b.jsonl"};
    request.overwrite = true;
    request.threads = 2;
    return request;
}

TEST(ExportJson, EveryFieldComesBack) {
    api::ExportRequest back;
    read_export(back, export_text(full()), "job 1");
    // The text has every field that is not at its default, so equal texts are equal exports.
    EXPECT_EQ(export_text(back), export_text(full()));
    EXPECT_EQ(back.result, "a \"clip\".mp4");
    EXPECT_EQ(back.quality, 30);
    EXPECT_EQ(back.last, 12);
    EXPECT_EQ(back.settings, api::ExportedSettings::WithoutPrompt);
    ASSERT_TRUE(back.comparison);
    EXPECT_EQ(back.comparison->form, Form::Difference);
    EXPECT_EQ(back.comparison->divider, 0.25);
    EXPECT_EQ(back.comparison->other_trace, "b.jsonl");
    EXPECT_EQ(back.threads, 2);
}

TEST(ExportJson, WhatIsUsualIsNotWritten) {
    const std::string text = export_text(plain());
    for (const char* field : {"codec", "quality", "last", "against", "settings", "repeats"})
        EXPECT_EQ(text.find(field), std::string::npos) << field;
    api::ExportRequest back = full();
    read_export(back, text, "job 1");
    EXPECT_EQ(back.codec, "av1") << "fields that the text lacks stay";
    EXPECT_EQ(back.output, "b.webm");
}

TEST(ExportJson, AnUnknownFieldIsAnErrorThatListsTheKnownOnes) {
    api::ExportRequest request;
    const Error error = error_of([&] { read_export(request, R"({"qualty": 3})", "job 7"); });
    EXPECT_EQ(error.kind(), ErrorKind::Input);
    EXPECT_THAT(error.what(), HasSubstr("job 7"));
    EXPECT_THAT(error.what(), HasSubstr("'qualty'"));
    EXPECT_THAT(error.what(), HasSubstr("quality"));
    const Error inner =
        error_of([&] { read_export(request, R"({"against": {"gian": 3}})", "job 7"); });
    EXPECT_THAT(inner.what(), HasSubstr("'gian'"));
    EXPECT_THAT(inner.what(), HasSubstr("divider"));
}

TEST(ExportJson, ValuesOfAnotherKindAreErrors) {
    for (const char* text :
         {"", "[]", "{", R"({"quality": 1.5})", R"({"first": "2"})", R"({"last": 5000000000})",
          R"({"ping_pong": 1})", R"({"settings": "some"})", R"({"settings": 3})",
          R"({"against": []})", R"({"against": {"form": "round"}})", R"({"output": 4})"}) {
        api::ExportRequest request;
        const Error error = error_of([&] { read_export(request, text, "job 7"); });
        EXPECT_EQ(error.kind(), ErrorKind::Input) << text << ": " << error.what();
        EXPECT_THAT(error.what(), HasSubstr("job 7"));
    }
}

TEST(ExportCheck, TakesWhatCanBeMade) {
    EXPECT_NO_THROW(check_export(plain()));
    EXPECT_NO_THROW(check_export(full()));
    api::ExportRequest request = plain();
    request.output = "folder/";
    request.codec = "exr";
    EXPECT_NO_THROW(check_export(request));
}

TEST(ExportCheck, RefusesWhatNoFileCanBe) {
    const std::vector<std::pair<void (*)(api::ExportRequest&), const char*>> cases = {
        {[](auto& one) { one.result.clear(); }, "no result"},
        {[](auto& one) { one.output = "b.txt"; }, ".webm"},
        {[](auto& one) { one.codec = "h263"; }, "prores"},
        {[](auto& one) { one.codec = "h264"; }, ".mp4"},
        {[](auto& one) { one.quality = 64; }, "63"},
        {[](auto& one) { one.output = "b.mkv", one.codec.clear(); }, "no quality"},
        {[](auto& one) { one.first = -1; }, "from 0"},
        {[](auto& one) { one.last = 2; }, "range"},
        {[](auto& one) { one.repeats = 0; }, "1 to 1000"},
        {[](auto& one) { one.threads = -1; }, "threads"},
        {[](auto& one) { one.comparison->other.clear(); }, "side B"},
        {[](auto& one) { one.comparison->divider = 1.5; }, "0 to 1"},
        {[](auto& one) { one.comparison->gain = 0; }, "above 0"},
        {[](auto& one) { one.comparison->gain = std::nan(""); }, "above 0"},
    };
    for (const auto& [spoil, word] : cases) {
        api::ExportRequest request = full();
        spoil(request);
        const Error error = error_of([&] { check_export(request); });
        EXPECT_EQ(error.kind(), ErrorKind::Usage) << word;
        EXPECT_THAT(error.what(), HasSubstr(word));
    }
}

}  // namespace
}  // namespace plumbline::records
