// SPDX-License-Identifier: GPL-3.0-or-later
// Every recorded case of the fixtures, in every naming of its weights, at the tolerances of their
// README.
#include "engine/tools/golden_manifest.h"
#include "tensor_io/safetensors.h"

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

/// Every case in every naming of its model.
std::vector<GoldenCase> golden_cases() {
    std::vector<GoldenCase> cases;
    for (const auto& [name, entry] : golden_manifest()["cases"].items()) {
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
    static ToolReport check() {
        api::ReplayRequest request;
        request.manifest = golden_path("manifest.json").string();
        request.case_pattern = GetParam().name;
        request.naming = GetParam().naming;
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

INSTANTIATE_TEST_SUITE_P(Cases, GoldenReplay, testing::ValuesIn(golden_cases()), test_name);

/// Calls whose decision is not "skip while the sum of this branch's errors is below the threshold".
int calls_against_the_sum(const json& recorded) {
    const auto golden = tensor_io::open_safetensors(golden_path(recorded["file"]));
    const double threshold = recorded["params"]["threshold"].get<double>();
    const at::Tensor errors = golden.tensor("trace.error");
    const at::Tensor full = golden.tensor("trace.full");
    int against = 0;
    for (std::int64_t branch = 0; branch < errors.size(1); ++branch) {
        float sum = 0.0F;
        for (std::int64_t step = 0; step < errors.size(0); ++step) {
            const float error = errors[step][branch].item<float>();
            const bool computed = full[step][branch].item<int>() == 1;
            if (!std::isnan(error)) {
                sum += error;
                against += (sum < static_cast<float>(threshold)) == computed ? 1 : 0;
            }
            if (computed) sum = 0.0F;
        }
    }
    return against;
}

// The fixtures' "trace.accumulated" is in places more than what was compared with the threshold;
// the recorded decisions show that the plain sum was. Replay gives the recorded form and decides by
// the sum.
TEST(GoldenDiCache, DecisionsFollowThePlainSum) {
    for (const auto& [name, recorded] : golden_manifest()["cases"].items()) {
        if (recorded["kind"] != "dicache") continue;
        EXPECT_EQ(calls_against_the_sum(recorded), 0) << name;
    }
}

}  // namespace
}  // namespace plumbline::tools::tests
