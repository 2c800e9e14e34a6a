// SPDX-License-Identifier: GPL-3.0-or-later
// A family that makes pictures, in the real program: what the results are called and hold.
#include "cli/subprocess.h"
#include "support/temporary_folder.h"
#include "support/tiny_families.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <fstream>
#include <iterator>

namespace plumbline::tests {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using testing::HasSubstr;

class Pictures : public testing::Test {
protected:
    Pictures() { make_flux_model(folder_ / "flux"); }

    Outcome run(std::vector<std::string> words) const {
        for (const char* word : {"--model", "flux", "--prompt", "a red ball", "--size", "64x64",
                                 "--steps", "2", "--seed", "3", "--threads", "1"})
            words.emplace_back(word);
        return Subprocess(words, {.engine = PLUMBLINE_ENGINE_LIBRARY,
                                  .folder = folder_.path(),
                                  .input = {},
                                  .output_file = {}})
            .finish();
    }

    TemporaryFolder folder_;
};

TEST_F(Pictures, AreCalledAfterWhatTheyAre) {
    const Outcome outcome = run({"generate", "--json"});
    ASSERT_EQ(outcome.code, 0) << outcome.err;
    EXPECT_EQ(json::parse(outcome.out)["output"], "plumbline-3.png");
    std::ifstream file(folder_ / "plumbline-3.png", std::ios::binary);
    const std::string content{std::istreambuf_iterator<char>(file), {}};
    EXPECT_THAT(content, HasSubstr("a red ball"));
    EXPECT_THAT(content, HasSubstr("plumbline/run/v1"));
}

TEST_F(Pictures, OfMoreThanOneFrameAreRefusedInWords) {
    const Outcome outcome = run({"generate", "--frames", "17"});
    EXPECT_EQ(outcome.code, 2);
    EXPECT_THAT(outcome.err, HasSubstr("17 frames are impossible of Flux.1, which makes pictures"));
    EXPECT_THAT(outcome.err, HasSubstr("use 1 frame"));
    EXPECT_FALSE(fs::exists(folder_ / "plumbline-3.mp4"));
}

}  // namespace
}  // namespace plumbline::tests
