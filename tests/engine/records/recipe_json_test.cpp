// SPDX-License-Identifier: GPL-3.0-or-later
#include "records/recipe_json.h"

#include "support/expect_error.h"

#include <gtest/gtest.h>

namespace plumbline::records {
namespace {

using api::Intervention;
using api::Recipe;

Recipe read(std::string_view json) {
    Recipe recipe;
    read_recipe(recipe, json, "r.json");
    return recipe;
}

void expect_refused(std::string_view part, std::string_view json) {
    tests::expect_error(ErrorKind::Input, part, [json] { return read(json).seed; });
}

TEST(RecipeJson, TakesFlagNamesWithUnderscores) {
    const Recipe recipe =
        read(R"({"prompt": "a", "size": "64x32", "frames": 17, "guidance": 5, "shift": 3.5,
        "seed": 18446744073709551615, "save_latents": "l.safetensors", "no_record": true, "steps": null,
        "cache": "teacache:threshold=0.2"})");
    EXPECT_EQ(recipe.width, 64);
    EXPECT_EQ(recipe.height, 32);
    EXPECT_EQ(recipe.guidance, 5.0);
    EXPECT_EQ(recipe.seed, 18446744073709551615U);
    EXPECT_EQ(recipe.latents_output, "l.safetensors");
    EXPECT_FALSE(recipe.embed_record);
    EXPECT_FALSE(recipe.steps);
    EXPECT_EQ(recipe.cache, "teacache");
    ASSERT_EQ(recipe.cache_text.size(), 1U);
}

TEST(RecipeJson, TakesTheRecipeOfARecord) {
    const Recipe recipe =
        read(R"({"schema": "plumbline/run/v1", "outcome": {"computed": 4}, "recipe":
        {"prompt": "a", "width": 64, "height": 32, "model_sha256": {"vae": "00"},
         "cache": {"method": "dicache", "parameters": {"threshold": 0.25, "probe_depth": 1, "audit": false}}}})");
    EXPECT_EQ(recipe.width, 64);
    EXPECT_EQ(recipe.cache, "dicache");
    const std::vector<std::pair<std::string, std::string>> expected = {
        {"threshold", "0.25"}, {"probe_depth", "1"}, {"audit", "false"}};
    EXPECT_EQ(recipe.cache_text, expected);
}

TEST(RecipeJson, KeepsWhatTheFileDoesNotSay) {
    Recipe recipe;
    recipe.steps = 7;
    read_recipe(recipe, R"({"prompt": "a"})", "r.json");
    EXPECT_EQ(recipe.steps, 7);
}

TEST(RecipeJson, SaysWhatIsWrongAndWhere) {
    expect_refused("recipe r.json: it is not JSON (byte 2)", "{x");
    expect_refused("not a JSON object", "[1]");
    expect_refused("no field 'promt'", R"({"promt": "a"})");
    expect_refused("take 13 or 17", R"({"frames": 15})");
    expect_refused("steps '2.5'", R"({"steps": 2.5})");
    expect_refused("neither text nor a number", R"({"prompt": ["a"]})");
    expect_refused("has no method", R"({"cache": {"parameters": {}}})");
    expect_refused("has no step", R"({"interventions": [{"kind": "never_skip"}]})");
    expect_refused("is unknown", R"({"interventions": [{"step": 1, "kind": "jump"}]})");
    expect_refused("has no step", R"({"interventions": 3})");
    expect_refused("the record has no recipe", R"({"schema": "plumbline/run/v1"})");
}

TEST(RecipeJson, WritesWhatItReads) {
    Recipe recipe;
    recipe.prompt = "a \"red\" ball";
    recipe.negative = "";
    recipe.width = 64;
    recipe.height = 48;
    recipe.steps = 9;
    recipe.shift = 0.1 + 0.2;
    recipe.seed = 18446744073709551615U;
    recipe.cache = "magcache";
    recipe.cache_text = {{"max_skips", "3"}};
    recipe.device = "cuda:1";
    recipe.output = "clip.mp4";
    recipe.embed_record = false;
    recipe.interventions = {{Intervention::Kind::SetParams, 2, {{"threshold", 0.5}}},
                            {Intervention::Kind::NeverSkip, 5, {}}};
    const std::string text = recipe_text(recipe);
    const Recipe back = read(text);
    EXPECT_EQ(recipe_text(back), text);
    EXPECT_EQ(back.shift, recipe.shift);
    EXPECT_EQ(back.negative, "");
    EXPECT_EQ(back.cache_text, recipe.cache_text);
    ASSERT_EQ(back.interventions.size(), 2U);
    EXPECT_EQ(back.interventions[0].params, recipe.interventions[0].params);
    EXPECT_EQ(back.interventions[1].kind, Intervention::Kind::NeverSkip);
}

}  // namespace
}  // namespace plumbline::records
