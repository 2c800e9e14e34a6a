// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/tools/golden_manifest.h"
#include "support/expect_error.h"
#include "tensor_io/safetensors.h"
#include "tools/replay_case.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plumbline::tools::tests {
namespace {

using nlohmann::json;
using plumbline::tests::expect_error;
using testing::Contains;
using testing::HasSubstr;

const std::string kForward = "wan_tiny/forward_b";
const std::string kCached = "wan_tiny/dicache_unipc20_s5_th0.2_r0.05";

TEST(ReplayOutput, HoldsEveryResultAsRecorded) {
    for (const std::string& name : {kForward, kCached, std::string("umt5_tiny/encode"),
                                    std::string("schedulers/unipc_wan_shift3_10")}) {
        EditedManifest manifest;
        api::ReplayRequest request = manifest.request(name, false);
        request.output = (manifest.folder / "out.safetensors").string();
        EXPECT_FALSE(replay_now(request).failed);
        const auto written = tensor_io::open_safetensors(request.output);
        std::size_t results = 0;
        for (const auto& [tensor, spec] : manifest.entry(name)["tensors"].items()) {
            if (spec["role"] != "result") {
                EXPECT_FALSE(written.contains(tensor)) << tensor;
                continue;
            }
            ++results;
            ASSERT_TRUE(written.contains(tensor)) << tensor;
            const auto golden = tensor_io::open_safetensors(
                golden_path(golden_manifest()["cases"][name]["file"].get<std::string>()));
            EXPECT_EQ(written.entry(tensor).dtype, golden.entry(tensor).dtype) << tensor;
            EXPECT_EQ(written.entry(tensor).shape, golden.entry(tensor).shape) << tensor;
            EXPECT_TRUE(at::isnan(written.tensor(tensor)).equal(at::isnan(golden.tensor(tensor))))
                << tensor;
        }
        EXPECT_EQ(written.entries().size(), results);
    }
}

TEST(ReplayOutput, ManyCasesGoIntoAFolder) {
    EditedManifest manifest;
    api::ReplayRequest request = manifest.request("schedulers/unipc_*_10", true);
    request.output = (manifest.folder / "results").string();
    int calls = 0;
    const ToolReport report = replay(request, {}, [&](int done, int total, const std::string&) {
        EXPECT_EQ(done, calls++);
        EXPECT_EQ(total, 6);
    });
    EXPECT_FALSE(report.failed);
    EXPECT_EQ(calls, 6);
    const json result = json::parse(report.json);
    EXPECT_EQ(result["counts"]["ok"], 6);
    for (const json& entry : result["cases"]) {
        EXPECT_TRUE(std::filesystem::exists(entry["output"].get<std::string>()));
    }
}

TEST(ReplayOutput, MustFitTheNumberOfCases) {
    EditedManifest manifest;
    api::ReplayRequest request = manifest.request("all");
    request.output = "one.safetensors";
    expect_error(ErrorKind::Usage, "one file", [&] { return replay_now(request); });
    request = manifest.request(kForward);
    request.output = "results.txt";
    expect_error(ErrorKind::Usage, "results.txt", [&] { return replay_now(request); });
}

TEST(ReplayLines, NameTensorDifferenceAndLimit) {
    EditedManifest manifest;
    const ToolReport report = replay_now(manifest.request(kForward));
    ASSERT_FALSE(report.lines.empty());
    EXPECT_THAT(report.lines.front(), HasSubstr(kForward + ": ok"));
    EXPECT_THAT(report.lines, Contains(testing::AllOf(HasSubstr("block_out"), HasSubstr("1e-04"),
                                                      HasSubstr("ok"))));
}

TEST(ReplayLines, SayWhereADefectiveReferenceParts) {
    EditedManifest manifest;
    const ToolReport report = replay_now(manifest.request("wan_tiny/dicache_unipc20_s1_th0.9_d4"));
    EXPECT_FALSE(report.failed);
    EXPECT_THAT(report.lines,
                Contains(testing::AllOf(HasSubstr("trace decisions"), HasSubstr("  ok"),
                                        HasSubstr("equal up to the first difference"))));
}

TEST(ReplayOutput, ModelsMayStandInAnotherManifest) {
    EditedManifest manifest;
    manifest.root.erase("models");
    api::ReplayRequest request = manifest.request(kForward);
    expect_error(ErrorKind::Input, "wan_tiny", [&] { return replay_now(request); });
    request.models_dir = PLUMBLINE_GOLDENS;
    EXPECT_FALSE(replay_now(request).failed);
}

TEST(ReplayStop, CancellingPassesThrough) {
    EditedManifest manifest;
    int asked = 0;
    const Checkpoint stop([&] {
        if (++asked > 5) throw Cancelled{};
    });
    EXPECT_THROW((void)replay(manifest.request("wan_tiny/*"), stop, {}), Cancelled);
}

}  // namespace
}  // namespace plumbline::tools::tests
