// SPDX-License-Identifier: GPL-3.0-or-later
#include "records/run_names.h"

#include "base/error.h"
#include "records/recipe_json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plumbline::records {
namespace {

TEST(RunNames, WhatIsNotNamedGoesIntoTheResults) {
    api::Recipe recipe;
    recipe.seed = 7;
    name_outputs(recipe, "/data/results", 12);
    EXPECT_THAT(recipe.output, testing::MatchesRegex("/data/results/[0-9]{8}-[0-9]{6}-12-7[.]mp4"));
    const std::string base = recipe.output.substr(0, recipe.output.size() - 4);
    EXPECT_EQ(recipe.trace, base + ".jsonl");
    EXPECT_EQ(recipe.latents_output, base + ".latents.safetensors");
}

TEST(RunNames, OneFrameIsAPicture) {
    api::Recipe recipe;
    recipe.frames = 1;
    name_outputs(recipe, "/data/results", 12);
    EXPECT_TRUE(recipe.output.ends_with(".png")) << recipe.output;
}

TEST(RunNames, ARepeatedRunWritesNewFilesButKeepsTheUsersName) {
    api::Recipe recipe;
    recipe.output = "/home/clip.gif";
    recipe.trace = "/data/results/20250101-000000-3-7.jsonl";
    name_outputs(recipe, "/data/results", 12);
    EXPECT_EQ(recipe.output, "/home/clip.gif");
    EXPECT_NE(recipe.trace, "/data/results/20250101-000000-3-7.jsonl");
}

TEST(RunNames, ARecipeThatBeginsIsWrittenBackWithItsNames) {
    std::string text = R"({"prompt": "a red ball", "seed": 7})";
    const api::Recipe recipe = begin_recipe(text, "/data/results", 12);
    EXPECT_EQ(recipe.prompt, "a red ball");
    EXPECT_THAT(recipe.output, testing::HasSubstr("-12-7.mp4"));
    api::Recipe again;
    read_recipe(again, text, "the text");
    EXPECT_EQ(again.output, recipe.output);
    EXPECT_EQ(again.trace, recipe.trace);
    std::string broken = "{";
    EXPECT_THROW(static_cast<void>(begin_recipe(broken, "/data/results", 12)), Error);
    EXPECT_EQ(broken, "{");
}

}  // namespace
}  // namespace plumbline::records
