// SPDX-License-Identifier: GPL-3.0-or-later
// Library and queue with the real engine on a tiny model.
#include "cli/subprocess.h"
#include "support/temporary_folder.h"
#include "support/tiny_model.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <cstdlib>
#include <filesystem>

namespace plumbline::tests {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using testing::HasSubstr;

class LibraryEndToEnd : public testing::Test {
protected:
    void SetUp() override {
        ::setenv("XDG_DATA_HOME", folder_.path().c_str(), 1);
        fs::create_directories(folder_ / "models/tiny");
        make_original_model(folder_ / "models/tiny");
        ASSERT_EQ(run({"models", "--add", "models"}).code, 0);
    }
    void TearDown() override { ::unsetenv("XDG_DATA_HOME"); }
    [[nodiscard]] Outcome run(const std::vector<std::string>& words) const {
        return Subprocess(words, {.engine = PLUMBLINE_ENGINE_LIBRARY,
                                  .folder = folder_.path(),
                                  .input = {},
                                  .output_file = {}})
            .finish();
    }
    [[nodiscard]] static std::vector<std::string> small_run(std::vector<std::string> words) {
        words.insert(words.end(),
                     {"--model", "tiny", "--prompt", "a red ball", "--size", "32x32", "--frames",
                      "5", "--steps", "4", "--guidance", "1", "--threads", "1"});
        return words;
    }

    TemporaryFolder folder_;
};

TEST_F(LibraryEndToEnd, AModelIsRunByItsNameUntilItsPartsVanish) {
    const Outcome made = run(small_run({"generate", "--output", "clip.mp4"}));
    EXPECT_EQ(made.code, 0) << made.err;
    EXPECT_TRUE(fs::exists(folder_ / "clip.mp4"));
    fs::remove(folder_ / "models/tiny/Wan2.1_VAE.safetensors");
    const json listing = json::parse(run({"models", "--json"}).out);
    EXPECT_EQ(listing["library"]["models"][0]["parts"][1]["state"], "vanished");
    const Outcome refused = run(small_run({"generate", "--output", "more.mp4"}));
    EXPECT_EQ(refused.code, 3);
    EXPECT_THAT(refused.err, HasSubstr("tiny has lost its vae"));
}

TEST_F(LibraryEndToEnd, TheQueueMakesClips) {
    const Outcome added = run(small_run({"queue", "add"}));
    ASSERT_EQ(added.code, 0) << added.err;
    const Outcome worked = run({"queue", "run", "--json"});
    ASSERT_EQ(worked.code, 0) << worked.err;
    const json result = json::parse(worked.out);
    EXPECT_TRUE(fs::exists(result["output"].get<std::string>()));
    const json listed = json::parse(run({"queue", "list", "--json"}).out)["runs"][0];
    EXPECT_EQ(listed["state"], "done");
    EXPECT_EQ(listed["output"], result["output"]);
    EXPECT_EQ(listed["speedup"], result["speedup"]["ideal"]);
}

}  // namespace
}  // namespace plumbline::tests
