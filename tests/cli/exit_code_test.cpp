// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/subprocess.h"
#include "support/temporary_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace plumbline::tests {
namespace {

using testing::HasSubstr;
using Json = nlohmann::json;

class ExitCode : public testing::Test {
protected:
    Outcome generate(const std::string& prompt) {
        return plumbline({"generate", "--prompt", prompt, "--quiet"},
                         {.engine = {}, .folder = folder_.path(), .input = {}, .output_file = {}});
    }

    TemporaryFolder folder_;
};

TEST_F(ExitCode, FollowsTheKindOfTrouble) {
    EXPECT_EQ(generate("ok").code, 0);
    EXPECT_EQ(generate("disk").code, 1);
    EXPECT_EQ(generate("number").code, 1);
    EXPECT_EQ(generate("usage").code, 2);
    EXPECT_EQ(generate("input").code, 3);
    EXPECT_EQ(generate("memory").code, 4);
    EXPECT_EQ(generate("torch memory").code, 4);
    EXPECT_EQ(generate("device").code, 5);
}

TEST_F(ExitCode, AFailureLeavesStandardOutputEmpty) {
    const Outcome outcome = generate("device");
    EXPECT_EQ(outcome.out, "");
    EXPECT_EQ(outcome.err, "plumbline: error: no device: use --device cpu\n");
}

TEST_F(ExitCode, ReplayPrintsItsLinesAndFailsTheGate) {
    const Outcome outcome =
        plumbline({"replay", "--manifest", "/dev/null", "--case", "wan", "--check"});
    EXPECT_EQ(outcome.code, 6);
    EXPECT_EQ(outcome.out, "wan/out 0.5 limit 0.0001\n");
    EXPECT_THAT(outcome.err, HasSubstr("plumbline: error: 1 of 1 tensors"));
    const Outcome unchecked = plumbline({"replay", "--manifest", "/dev/null", "--case", "wan",
                                         "--output", folder_ / "out.safetensors", "--json"});
    EXPECT_EQ(unchecked.code, 0);
    EXPECT_EQ(Json::parse(unchecked.out)["case"], "wan");
}

TEST_F(ExitCode, CompareFailsItsGates) {
    const std::vector<std::string> files = {"compare", "/dev/null", "/dev/null"};
    const auto compare = [&files](const std::vector<std::string>& flags) {
        std::vector<std::string> words = files;
        words.insert(words.end(), flags.begin(), flags.end());
        return plumbline(words);
    };
    EXPECT_EQ(compare({}).code, 0);
    EXPECT_EQ(compare({"--fail-if", "psnr<20"}).code, 0);
    const Outcome failed = compare({"--fail-if", "psnr<30", "--json"});
    EXPECT_EQ(failed.code, 6);
    EXPECT_EQ(Json::parse(failed.out)["psnr"], 25.0);
    EXPECT_THAT(failed.err, HasSubstr("psnr is 25"));
    EXPECT_EQ(compare({"--fail-if", "psnr<20,ssim<=0.9"}).code, 6);
}

TEST_F(ExitCode, AFullOutputIsAFailure) {
    const Outcome outcome = plumbline(
        {"models"}, {.engine = {}, .folder = {}, .input = {}, .output_file = "/dev/full"});
    EXPECT_EQ(outcome.code, 1);
    EXPECT_THAT(outcome.err, HasSubstr("cannot write to standard output"));
}

TEST_F(ExitCode, CataloguesArePrintedForPeopleAndPrograms) {
    const Outcome models = plumbline({"models"});
    EXPECT_EQ(models.code, 0);
    EXPECT_THAT(models.out, HasSubstr("demo"));
    EXPECT_EQ(Json::parse(plumbline({"models", "--json"}).out)["models"][0]["family"], "wan");
    EXPECT_THAT(plumbline({"caches"}).out, HasSubstr("threshold  0.08  0 to 2  live"));
    const Json caches = Json::parse(plumbline({"caches", "--json"}).out);
    EXPECT_EQ(caches["caches"][0]["parameters"][0]["default"], 0.08);
    EXPECT_EQ(caches["caches"][0]["source"], "arXiv 2508.17356");
}

TEST_F(ExitCode, InspectAndBenchHandTheirRequestOn) {
    EXPECT_EQ(Json::parse(plumbline({"inspect", "/dev/null", "--json"}).out)["path"], "/dev/null");
    const Outcome bench =
        plumbline({"bench", "--count", "3", "--steps", "8", "--prompts", "-", "--json"},
                  {.engine = {}, .folder = {}, .input = "a\nb\n", .output_file = {}});
    const Json result = Json::parse(bench.out);
    EXPECT_EQ(result["count"], 3);
    EXPECT_EQ(result["prompts"], Json({"a", "b"}));
    EXPECT_EQ(result["recipe"]["steps"], 8);
}

}  // namespace
}  // namespace plumbline::tests
