// SPDX-License-Identifier: GPL-3.0-or-later
// Every recorded case of the fixtures, in every naming of its weights, at the tolerances of their
// README.
#include "engine/tools/golden_manifest.h"
#include "tensor_io/safetensors.h"
#include "tools/case_check.h"

#include <ATen/ATen.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <ostream>

namespace plumbline::tools::tests {
namespace {

using nlohmann::json;

struct GoldenCase {
    std::string name;
    std::string naming;
};

void PrintTo(const GoldenCase& golden, std::ostream* out) {
    *out << golden.name << " in naming " << golden.naming;
}

/// Every case in every naming of its model; `cached` chooses the DiCache ones or all others.
std::vector<GoldenCase> golden_cases(bool cached) {
    std::vector<GoldenCase> cases;
    for (const auto& [name, entry] : golden_manifest()["cases"].items()) {
        if ((entry["kind"] == "dicache") != cached) continue;
        if (entry["model"].is_null()) {
            cases.push_back({name, "original"});
            continue;
        }
        const json& model = golden_manifest()["models"][entry["model"].get<std::string>()];
        for (const auto& [naming, weights] : model["weights"].items()) {
            cases.push_back({name, naming});
        }
    }
    return cases;
}

std::string test_name(const testing::TestParamInfo<GoldenCase>& info) {
    std::string name = info.param.name + "_" + info.param.naming;
    std::ranges::replace_if(
        name, [](unsigned char c) { return std::isalnum(c) == 0; }, '_');
    return name;
}

class GoldenReplay : public testing::TestWithParam<GoldenCase> {
protected:
    ToolReport check(const std::string& output = {}) {
        api::ReplayRequest request;
        request.manifest = golden_path("manifest.json").string();
        request.case_pattern = GetParam().name;
        request.naming = GetParam().naming;
        request.output = output;
        request.check = true;
        return replay_now(request);
    }
    [[nodiscard]] const json& recorded() const {
        return golden_manifest()["cases"][GetParam().name];
    }
};

/// Every result of the case must have its line; for a defective reference the decisions share one.
void expect_every_result(const json& recorded, const json& tensors) {
    std::size_t results = 0;
    for (const auto& [name, tensor] : recorded["tensors"].items()) {
        results += tensor["role"] == "result" ? 1U : 0U;
    }
    EXPECT_GE(tensors.size() + (recorded["expect"] == "equal" ? 0U : 2U), results);
    for (const json& tensor : tensors) {
        testing::Test::RecordProperty(tensor["name"].get<std::string>(),
                                      tensor["difference"].dump());
    }
}

TEST_P(GoldenReplay, AgreesWithTheReference) {
    const ToolReport report = check();
    EXPECT_FALSE(report.failed) << fmt::format("{}", fmt::join(report.lines, "\n"));
    const json result = json::parse(report.json);
    ASSERT_EQ(result["cases"].size(), 1U);
    EXPECT_EQ(result["cases"][0]["status"], "ok");
    expect_every_result(recorded(), result["cases"][0]["tensors"]);
}

INSTANTIATE_TEST_SUITE_P(Cases, GoldenReplay, testing::ValuesIn(golden_cases(false)), test_name);

/// The accumulator as defined: per branch the sum of the errors, back to 0 after a full call.
at::Tensor accumulated(const at::Tensor& errors, const at::Tensor& full, std::int64_t steps) {
    at::Tensor values = at::full({steps, errors.size(1)}, std::nan(""), at::kDouble);
    for (std::int64_t branch = 0; branch < errors.size(1); ++branch) {
        double sum = 0.0;
        for (std::int64_t step = 0; step < steps; ++step) {
            const double error = errors[step][branch].item<double>();
            if (!std::isnan(error)) values[step][branch] = sum += error;
            if (full[step][branch].item<int>() == 1) sum = 0.0;
        }
    }
    return values;
}

/// The DiCache fixtures contradict themselves in one place: "trace.accumulated" is said to be the
/// sum of "trace.error" as compared with the threshold, but counts the last error twice in every
/// call that is not the first of its sum. So recorded skips stand above their threshold. Everything
/// else must agree, and our sums must be those of the recorded errors.
class GoldenDiCacheReplay : public GoldenReplay {};

TEST_P(GoldenDiCacheReplay, AgreesButForSumsThatContradictTheirOwnCase) {
    const plumbline::tests::TemporaryFolder folder;
    const auto output = folder / "out.safetensors";
    const ToolReport report = check(output.string());
    const json result = json::parse(report.json);
    for (const json& tensor : result["cases"][0]["tensors"]) {
        const auto name = tensor["name"].get<std::string>();
        if (name.starts_with("trace.accumulated")) continue;
        EXPECT_TRUE(tensor["ok"].get<bool>()) << tensor.dump();
    }
    expect_every_result(recorded(), result["cases"][0]["tensors"]);

    const auto golden = tensor_io::open_safetensors(golden_path(recorded()["file"]));
    const auto ours = tensor_io::open_safetensors(output);
    // Of a defective reference the steps up to its first resumed call count.
    const at::Tensor resumed = golden.tensor("trace.resumed").any(1).nonzero();
    const std::int64_t steps = recorded()["expect"] == "equal"
                                   ? golden.tensor("trace.full").size(0)
                                   : resumed[0].item<std::int64_t>() + 1;
    const at::Tensor sums =
        accumulated(golden.tensor("trace.error"), golden.tensor("trace.full"), steps);
    EXPECT_LT(relative_difference(ours.tensor("trace.accumulated").narrow(0, 0, steps), sums),
              1e-3);
    const at::Tensor kept =
        sums.nan_to_num(0.0) * (1 - golden.tensor("trace.full").narrow(0, 0, steps));
    EXPECT_LT(relative_difference(ours.tensor("trace.accumulated_after").narrow(0, 0, steps), kept),
              1e-3);
}

INSTANTIATE_TEST_SUITE_P(Cases,
                         GoldenDiCacheReplay,
                         testing::ValuesIn(golden_cases(true)),
                         test_name);

// The day the fixtures are put right, this fails, and the exception above goes.
TEST(GoldenDiCache, RecordsSkipsAboveTheirThreshold) {
    const auto& recorded = golden_manifest()["cases"]["wan_tiny/dicache_unipc10_s3_th0.3_r0.3"];
    const auto golden = tensor_io::open_safetensors(golden_path(recorded["file"]));
    const at::Tensor skipped_above = golden.tensor("trace.accumulated")
                                         .gt(recorded["params"]["threshold"].get<double>())
                                         .logical_and(golden.tensor("trace.full").eq(0));
    EXPECT_TRUE(skipped_above.any().item<bool>());
}

}  // namespace
}  // namespace plumbline::tools::tests
