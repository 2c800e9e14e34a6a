// SPDX-License-Identifier: GPL-3.0-or-later
// models --add and what generate makes of the library's names, on the fake engine: it "finds" two
// Wan models, of which one is whole, a Flux denoiser and one of VACE in every folder.
#include "cli/subprocess.h"
#include "support/temporary_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <cstdlib>

namespace plumbline::tests {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using Json = nlohmann::json;

class ModelLibrary : public testing::Test {
protected:
    void SetUp() override { ::setenv("XDG_DATA_HOME", home_.path().c_str(), 1); }
    void TearDown() override { ::unsetenv("XDG_DATA_HOME"); }

    static Json models(std::vector<std::string> flags) {
        flags.insert(flags.begin(), "models");
        flags.emplace_back("--json");
        const Outcome outcome = plumbline(flags);
        EXPECT_EQ(outcome.code, 0) << outcome.err;
        return Json::parse(outcome.out);
    }
    static Json named(const Json& listing, const std::string& name) {
        for (const Json& model : listing["library"]["models"]) {
            if (model["name"] == name) return model;
        }
        return {};
    }
    std::string add(const std::string& name) {
        const std::string folder = home_ / name;
        const Outcome outcome = plumbline({"models", "--add", folder});
        EXPECT_EQ(outcome.code, 0) << outcome.err;
        return folder;
    }
    Outcome generate(const std::string& model) {
        return plumbline({"generate", "--prompt", "a ball", "--json", "--model", model},
                         {.engine = {}, .folder = home_.path(), .input = {}, .output_file = {}});
    }

    TemporaryFolder home_;
};

TEST_F(ModelLibrary, AnAddedFolderIsRememberedWithWhatItsModelsLack) {
    const std::string folder = add("models");
    const Json listing = models({});
    EXPECT_THAT(listing["library"]["folders"].get<std::vector<std::string>>(), ElementsAre(folder));
    EXPECT_EQ(listing["models"][0]["id"], "demo");
    EXPECT_EQ(named(listing, "whole")["complete"], true);
    EXPECT_EQ(named(listing, "whole")["path"], folder + "/whole/model.safetensors");
    const Json lone = named(listing, "lone");
    EXPECT_EQ(lone["complete"], false);
    EXPECT_EQ(lone["parts"][1]["part"], "vae");
    EXPECT_EQ(lone["parts"][1]["state"], "elsewhere");
    EXPECT_EQ(named(listing, "strange")["supported"], false);
    EXPECT_EQ(named(listing, "other")["supported"], true);
    EXPECT_EQ(named(listing, "other")["parts"][1]["file"], "ae.safetensors");
}

TEST_F(ModelLibrary, IsShownForPeopleToo) {
    const Outcome added = plumbline({"models", "--add", home_ / "models"});
    EXPECT_THAT(added.err, HasSubstr("bad.safetensors: is empty"));
    EXPECT_THAT(added.out, HasSubstr("ready"));
    EXPECT_THAT(added.out, HasSubstr("incomplete"));
    EXPECT_THAT(added.out, HasSubstr("other lacks its vae: get ae.safetensors"));
    EXPECT_THAT(added.out, HasSubstr("licence: see the publisher"));
}

TEST_F(ModelLibrary, AVanishedFileIsMarked) {
    add("gone");
    EXPECT_EQ(named(models({}), "whole")["parts"][0]["state"], "vanished");
    EXPECT_THAT(plumbline({"models"}).out, HasSubstr("whole has lost its denoiser"));
}

TEST_F(ModelLibrary, AFolderIsForgotten) {
    const std::string folder = add("models");
    EXPECT_EQ(models({"--remove", folder})["library"]["models"].size(), 0U);
    const Outcome again = plumbline({"models", "--remove", folder});
    EXPECT_EQ(again.code, 2);
    EXPECT_THAT(again.err, HasSubstr("has no folder"));
    const Outcome missing = plumbline({"models", "--add", home_ / "missing"});
    EXPECT_EQ(missing.code, 3);
    EXPECT_EQ(models({})["library"]["folders"].size(), 0U);
}

TEST_F(ModelLibrary, GenerateTakesItsNames) {
    const std::string folder = add("models");
    const Outcome outcome = generate("whole");
    ASSERT_EQ(outcome.code, 0) << outcome.err;
    EXPECT_EQ(Json::parse(outcome.out)["model"], folder + "/whole/model.safetensors");
    EXPECT_EQ(Json::parse(generate("unheard").out)["model"], "unheard");
}

TEST_F(ModelLibrary, GenerateSaysWhyItCannot) {
    add("models");
    const Outcome lacking = generate("lone");
    EXPECT_EQ(lacking.code, 3);
    EXPECT_THAT(lacking.err, HasSubstr("lone has its vae in another place"));
    const Outcome unsupported = generate("strange");
    EXPECT_EQ(unsupported.code, 3);
    EXPECT_THAT(unsupported.err, HasSubstr("a model of Wan 2.1 VACE"));
    EXPECT_THAT(unsupported.err, HasSubstr("Wan 2.1 text-to-video"));
}

TEST_F(ModelLibrary, NothingIsMadeByLooking) {
    EXPECT_EQ(models({})["library"]["folders"].size(), 0U);
    EXPECT_FALSE(std::filesystem::exists(home_ / "plumbline"));
}

}  // namespace
}  // namespace plumbline::tests
