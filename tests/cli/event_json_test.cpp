// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/event_json.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace plumbline::cli {
namespace {

using Json = nlohmann::json;

Json line(api::Body body) {
    return Json::parse(event_line({3, std::move(body)}));
}

TEST(EventLine, NamesTheEventAndTheJob) {
    EXPECT_EQ(
        line(api::PhaseEvent{.phase = api::Phase::Decode, .done = 2, .total = 5, .note = "n"}),
        Json({{"event", "phase"},
              {"job", 3},
              {"phase", "decode"},
              {"done", 2},
              {"total", 5},
              {"note", "n"}}));
    EXPECT_EQ(line(api::Dropped{.lines = 4}),
              Json({{"event", "dropped"}, {"job", 3}, {"lines", 4}}));
    EXPECT_EQ(line(api::LogEvent{.level = api::LogLevel::Info, .text = "t"})["level"], "info");
}

TEST(EventLine, WritesLiveParametersWithTheirKind) {
    const Json json = line(
        api::ParamsApplied{.step = 4,
                           .params = {{"threshold", 0.5}, {"depth", std::int64_t{2}}, {"on", true}},
                           .intervention = "params"});
    EXPECT_EQ(json["params"], Json({{"threshold", 0.5}, {"depth", 2}, {"on", true}}));
    EXPECT_EQ(json["intervention"], "params");
}

TEST(EventLine, ReplacesWhatIsNotUtf8) {
    EXPECT_NO_THROW(line(api::LogEvent{.level = api::LogLevel::Info, .text = "caf\xE9"}));
}

TEST(EventLine, ACatalogueHasNone) {
    EXPECT_EQ(event_line({1, api::CatalogEvent{}}), "");
}

}  // namespace
}  // namespace plumbline::cli
