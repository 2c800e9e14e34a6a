// SPDX-License-Identifier: GPL-3.0-or-later
// whatif and doctor on a trace; no engine is needed for either.
#include "base/error.h"
#include "base/file.h"
#include "cli/subprocess.h"
#include "cli/vary.h"
#include "support/expect_error.h"
#include "support/temporary_folder.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace plumbline::tests {
namespace {

using testing::ContainsRegex;
using testing::ElementsAre;
using testing::HasSubstr;

/// One branch: a warm-up call, then errors of 0.0625 under this threshold.
std::string trace_text(double threshold, int steps) {
    nlohmann::json header{
        {"schema", "plumbline/trace/v1"},
        {"recipe",
         {{"prompt", "p"},
          {"steps", steps},
          {"cache", {{"method", "dicache"}, {"parameters", {{"threshold", threshold}}}}}}},
        {"model", {{"id", "demo"}, {"family", "wan"}}},
        {"blocks", 10},
        {"rule", {{"compare", "<"}, {"skip_work", 0.1}}}};
    std::string text = header.dump() + "\n";
    double sum = 0;
    for (int step = 0; step < steps; ++step) {
        const bool probed = step > 0;
        if (probed) sum += 0.0625;
        const bool skipped = probed && sum < threshold;
        nlohmann::json call{{"step", step},
                            {"branch", "cond"},
                            {"t", 1.0},
                            {"sigma", 1.0},
                            {"decision", !probed   ? "C"
                                         : skipped ? "S"
                                                   : "R"},
                            {"blocks_run", skipped ? 1 : 10},
                            {"blocks", 10},
                            {"probe_error", nullptr},
                            {"probe_change", nullptr},
                            {"input_change", nullptr},
                            {"accumulated_error", nullptr},
                            {"accumulated_after", nullptr},
                            {"threshold", threshold},
                            {"alignment_weight", nullptr},
                            {"alignment_weight_raw", nullptr},
                            {"ms", {{"probe", 0}, {"stack", 1}, {"head", 0}}},
                            {"cache_bytes", 0}};
        if (probed) {
            call["probe_error"] = 0.0625;
            call["accumulated_error"] = sum;
        }
        if (!skipped) sum = 0;
        text += call.dump() + "\n";
    }
    return text;
}

class TraceCommands : public testing::Test {
protected:
    std::string trace(double threshold, int steps = 13) {
        const std::string path = folder_ / "run.jsonl";
        base::write_file(path, trace_text(threshold, steps), true);
        return path;
    }
    TemporaryFolder folder_;
};

TEST_F(TraceCommands, WhatIfPredictsOtherThresholds) {
    const Outcome outcome =
        plumbline({"whatif", trace(0.15), "--vary", "threshold=0,0.15,1e9", "--json"});
    ASSERT_EQ(outcome.code, 0) << outcome.err;
    const auto json = nlohmann::json::parse(outcome.out);
    EXPECT_EQ(json["recorded"]["decisions"]["cond"], "CSSRSSRSSRSSR");
    EXPECT_EQ(json["predicted"][0]["decisions"]["cond"], "CRRRRRRRRRRRR");
    EXPECT_EQ(json["predicted"][1]["decisions"], json["recorded"]["decisions"]);
    EXPECT_EQ(json["predicted"][1]["speedup"], json["recorded"]["speedup"]);
    EXPECT_EQ(json["predicted"][2]["skipped"], 12);
    EXPECT_NEAR(json["predicted"][2]["speedup"]["ideal"].get<double>(), 13 / 2.2, 1e-12);
}

TEST_F(TraceCommands, WhatIfPrintsATable) {
    const Outcome outcome = plumbline({"whatif", trace(0.15), "--vary", "threshold=0.1:0.3:3"});
    EXPECT_EQ(outcome.code, 0);
    EXPECT_THAT(outcome.out, ContainsRegex("recorded +8 of 13 +2.24x +CSSRSSRSSRSSR"));
    EXPECT_THAT(outcome.out, ContainsRegex("0.1 +6 of 13"));
    EXPECT_THAT(outcome.out, HasSubstr("replayed on this run's errors"));
}

TEST_F(TraceCommands, DoctorSpeaksOfTheTrace) {
    const Outcome low = plumbline({"doctor", trace(0.03)});
    EXPECT_EQ(low.code, 0) << low.err;
    EXPECT_THAT(low.out, HasSubstr("0 of 12 eligible calls reused: the smallest error 0.0625"));
    const Outcome high = plumbline({"doctor", trace(5.0), "--json"});
    const auto json = nlohmann::json::parse(high.out);
    EXPECT_EQ(json["findings"][0]["symptom"], "always-engages");
    EXPECT_EQ(json["findings"][0]["total"], 12);
}

TEST_F(TraceCommands, RefuseWhatTheyCannotRead) {
    EXPECT_EQ(plumbline({"doctor", folder_ / "none.jsonl"}).code, 3);
    base::write_file(folder_ / "text.jsonl", "hello\n", true);
    EXPECT_EQ(plumbline({"whatif", folder_ / "text.jsonl", "--vary", "threshold=0.1"}).code, 3);
    EXPECT_EQ(plumbline({"whatif", trace(0.1), "--vary", "probe_depth=1,2"}).code, 2);
    EXPECT_EQ(plumbline({"whatif", trace(0.1)}).code, 2);
    EXPECT_EQ(plumbline({"doctor"}).code, 2);
}

TEST(Vary, TakesListsAndRanges) {
    EXPECT_THAT(cli::parse_variation("threshold=0.5,0.25").values, ElementsAre(0.5, 0.25));
    EXPECT_THAT(cli::parse_variation("threshold=0:1:5").values,
                ElementsAre(0.0, 0.25, 0.5, 0.75, 1.0));
    for (const char* wrong : {"threshold", "=1", "threshold=", "threshold=1:2", "threshold=1:2:1",
                              "threshold=1:2:3:4", "threshold=a", "threshold=1,,2"}) {
        expect_error(ErrorKind::Usage, "", [&] { return cli::parse_variation(wrong).key; });
    }
}

}  // namespace
}  // namespace plumbline::tests
