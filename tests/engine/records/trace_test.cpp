// SPDX-License-Identifier: GPL-3.0-or-later
#include "records/trace.h"

#include "base/file.h"
#include "records/json_forms.h"
#include "support/expect_error.h"
#include "support/temporary_folder.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <cmath>

namespace plumbline::records {
namespace {

using tests::expect_error;

constexpr const char* kHeader =
    R"({"schema":"plumbline/trace/v1","program":"Plumbline","recipe":{"model":"demo","prompt":"a \u00e9",)"
    R"("steps":3,"cache":{"method":"dicache","parameters":{"error":"probe","max_weight":2.0,)"
    R"("probe_depth":1,"threshold":0.1}}},"model":{"id":"demo","family":"wan","files":{}},)"
    R"("blocks":10,"rule":{"compare":"<","skip_work":0.1}})";
constexpr const char* kSkip =
    R"({"step":1,"branch":"uncond","t":500.0,"sigma":0.5,"decision":"S","blocks_run":1,"blocks":10,)"
    R"("ran":[[0,1]],"reuse":null,"token_share":null,"work":0.1,"probe_error":0.0625,"probe_change":0.0625,"input_change":0.03125,)"
    R"("accumulated_error":0.0625,"accumulated_after":0.0625,"threshold":0.1,)"
    R"("alignment_weight":1.0,"alignment_weight_raw":0.5,)"
    R"("ms":{"probe":1.0,"stack":2.0,"head":0.5},"cache_bytes":4096})";

/// A line of kSkip with some of its values changed.
std::string call(const nlohmann::json& changes) {
    nlohmann::json line = nlohmann::json::parse(kSkip);
    line.update(changes);
    return line.dump();
}

class Traces : public testing::Test {
protected:
    [[nodiscard]] Trace read(const std::string& text) const {
        base::write_file(folder_ / "run.jsonl", text, true);
        return read_trace(folder_ / "run.jsonl");
    }
    void expect_refused(const std::string& text, const std::string& part) const {
        expect_error(ErrorKind::Input, part, [&] { return read(text).blocks; });
    }

    tests::TemporaryFolder folder_;
};

TEST_F(Traces, AreReadBack) {
    const Trace trace =
        read(fmt::format("{}\n{}\n{}\n{}\n{}\n", kHeader,
                         call({{"step", 0},
                               {"branch", "cond"},
                               {"decision", "C"},
                               {"blocks_run", 10},
                               {"work", 1.0},
                               {"probe_error", nullptr}}),
                         kSkip, R"({"intervention":"compute_next","step":2,"params":{}})",
                         R"({"result":{"seed":7},"stopped":true})"));
    EXPECT_EQ(trace.model, "demo");
    EXPECT_EQ(trace.family, "wan");
    EXPECT_EQ(trace.prompt, "a \xC3\xA9");
    EXPECT_EQ(trace.method, "dicache");
    EXPECT_EQ(std::get<double>(trace.params.at("threshold")), 0.1);
    EXPECT_EQ(std::get<std::int64_t>(trace.params.at("probe_depth")), 1);
    EXPECT_EQ(std::get<std::string>(trace.params.at("error")), "probe");
    ASSERT_TRUE(trace.rule.has_value());
    EXPECT_FALSE(trace.rule->or_equal);
    EXPECT_EQ(trace.rule->skip_work, 0.1);
    EXPECT_EQ(trace.blocks, 10);
    EXPECT_TRUE(trace.stopped);
    EXPECT_EQ(trace.result, R"({"seed":7})");
    ASSERT_EQ(trace.applied.size(), 1U);
    EXPECT_EQ(trace.applied[0].intervention, "compute_next");

    ASSERT_EQ(trace.steps.size(), 2U);
    const api::StepEvent& step = trace.steps[1];
    EXPECT_EQ(step.step, 1);
    EXPECT_EQ(step.steps, 3);
    EXPECT_EQ(step.ms, 3.5);
    EXPECT_EQ(step.cache_bytes, 4096);
    EXPECT_DOUBLE_EQ(step.saved, 1.0 - 1.1 / 2);
    ASSERT_EQ(step.passes.size(), 1U);
    EXPECT_EQ(step.passes[0].branch, api::Branch::Uncond);
    EXPECT_EQ(step.passes[0].decision, api::Decision::Skipped);
    EXPECT_EQ(step.passes[0].alignment_weight_raw, 0.5);
    EXPECT_TRUE(std::isnan(trace.steps[0].passes[0].probe_error));
    // What was written is what stands there.
    nlohmann::json line = nlohmann::json::parse(kSkip);
    for (const char* key : {"step", "t", "sigma"}) line.erase(key);
    EXPECT_EQ(nlohmann::json(pass_form(step.passes[0])), line);
}

TEST_F(Traces, OfOlderVersionsCountTheirBlocks) {
    nlohmann::json line = nlohmann::json::parse(kSkip);
    line.erase("work");
    EXPECT_DOUBLE_EQ(read(fmt::format("{}\n{}\n", kHeader, line.dump())).steps[0].passes[0].work,
                     0.1);
}

TEST_F(Traces, ThatAreDamagedAreRefusedByLine) {
    expect_refused("", "run.jsonl");
    expect_refused("\n\n", "it is empty");
    expect_refused("{\"schema\":\"other/v1\"}\n", "line 1: it is no plumbline/trace/v1");
    expect_refused("[1]\n", "line 1");
    expect_refused(std::string(kHeader).substr(0, 100), "line 1: it is no line of a trace");
    expect_refused(fmt::format("{}\n{{\"step\":0}}\n", kHeader), "line 2: it is no line");
    expect_refused(fmt::format("{}\n{}", kHeader, std::string(kSkip).substr(0, 60)), "line 2");
    const auto with = [](const nlohmann::json& changes) {
        return fmt::format("{}\n{}\n", kHeader, call(changes));
    };
    expect_refused(with({{"decision", "X"}}), "line 2: an unknown decision");
    expect_refused(with({{"branch", "both"}}), "line 2: an unknown branch");
    expect_refused(with({{"step", 3}}), "line 2: step 3 is out of place");
    expect_refused(with({{"step", -1}}), "out of place");
    expect_refused(with({{"blocks_run", 11}}), "impossible numbers of blocks");
    expect_refused(with({{"t", "late"}}), "line 2");
    expect_refused(fmt::format("{}\n{}\n{}\n", kHeader, kSkip, call({{"step", 0}})),
                   "line 3: step 0 is out of place");
    expect_error(ErrorKind::Input, "none.jsonl",
                 [&] { return read_trace(folder_ / "none.jsonl").blocks; });
}

TEST_F(Traces, SayWhichBlocksRanAndWhatWasPutInPlace) {
    const auto pass_in = [&](const nlohmann::json& line) {
        return read(fmt::format("{}\n{}\n", kHeader, line.dump())).steps.at(0).passes.at(0);
    };
    nlohmann::json line = nlohmann::json::parse(kSkip);
    line["decision"] = "P";
    line["blocks_run"] = 3;
    line["ran"] = nlohmann::json::parse("[[0,1],[5,7]]");
    line["reuse"] = "blocks";
    line["token_share"] = 0.25;
    const api::PassRecord pass = pass_in(line);
    EXPECT_EQ(pass.ran, (api::BlockSet{{0, 1}, {5, 7}}));
    EXPECT_EQ(pass.reuse, api::Reuse::Blocks);
    EXPECT_EQ(pass.token_share, 0.25);
    // What a method does not know is null, and traces of the first version held none of it.
    for (const char* key : {"ran", "reuse", "token_share"}) line.erase(key);
    for (const api::PassRecord& unknown : {pass_in(nlohmann::json::parse(kSkip)), pass_in(line)}) {
        EXPECT_EQ(unknown.reuse, api::Reuse::Unnamed);
        EXPECT_TRUE(std::isnan(unknown.token_share));
    }
    EXPECT_TRUE(pass_in(line).ran.empty());
    for (const char* spans : {"[[5,4]]", "[[0,11]]", "[[0,3],[2,4]]", "[[-1,2]]"}) {
        expect_refused(
            fmt::format("{}\n{}\n", kHeader, call({{"ran", nlohmann::json::parse(spans)}})),
            "blocks");
    }
    expect_refused(fmt::format("{}\n{}\n", kHeader, call({{"reuse", "magic"}})), "way of reuse");
}

}  // namespace
}  // namespace plumbline::records
