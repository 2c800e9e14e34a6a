// SPDX-License-Identifier: GPL-3.0-or-later
// LoRA files and amounts of memory in recipes, command lines and file headers.
#include "engine/tensor_io/file_builder.h"
#include "records/lora_header.h"
#include "records/recipe_command.h"
#include "records/recipe_fields.h"
#include "records/recipe_json.h"
#include "records/text_checks.h"
#include "support/expect_error.h"
#include "support/temporary_folder.h"

#include <gtest/gtest.h>

namespace plumbline::records {
namespace {

using api::Recipe;
using tests::expect_error;

void expect_loras(const Recipe& recipe, const std::vector<api::Lora>& expected) {
    ASSERT_EQ(recipe.loras.size(), expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i) {
        EXPECT_EQ(recipe.loras[i].file, expected[i].file);
        EXPECT_EQ(recipe.loras[i].weight, expected[i].weight);
    }
}

TEST(LoraField, TakesAFileAndPerhapsAWeight) {
    Recipe recipe;
    for (const char* text : {"a.safetensors", "b.safetensors:0.8", "c:d", "e:-1.5", "f:2:1"})
        set_field(recipe, "lora", text);
    expect_loras(
        recipe,
        {{"a.safetensors", 1}, {"b.safetensors", 0.8}, {"c:d", 1}, {"e", -1.5}, {"f:2", 1}});
    for (const api::Lora& lora : recipe.loras) {
        const api::Lora again = parse_lora(lora_text(lora));
        EXPECT_EQ(again.file, lora.file);
        EXPECT_EQ(again.weight, lora.weight);
    }
    set_field(recipe, "lora", "none");
    EXPECT_TRUE(recipe.loras.empty());
    for (const char* bad : {"", ":0.5", "a:inf", "a:nan"})
        expect_error(ErrorKind::Usage, "LoRA", [&] { return parse_lora(bad).weight; });
}

TEST(LoraField, ComesBackFromJsonAndStandsInTheCommand) {
    Recipe recipe;
    recipe.prompt = "a";
    recipe.loras = {{"/x/a b.safetensors", 0.1}, {"b.safetensors", 1.0}};
    recipe.memory = 12'000'000'000;
    Recipe again;
    again.loras = {{"other", 1}};
    read_recipe(again, recipe_text(recipe), "r.json");
    expect_loras(again, recipe.loras);
    EXPECT_EQ(again.memory, recipe.memory);
    const std::string line = command_line(recipe);
    EXPECT_NE(line.find("--lora '/x/a b.safetensors:0.1' --lora b.safetensors "), std::string::npos)
        << line;
    EXPECT_NE(line.find("--memory 12000000000 "), std::string::npos) << line;
}

TEST(LoraField, MayBeWrittenByHand) {
    Recipe recipe;
    read_recipe(recipe, R"({"lora": ["a.safetensors:0.5", {"file": "b", "sha256": "00"}]})", "r");
    expect_loras(recipe, {{"a.safetensors", 0.5}, {"b", 1}});
    read_recipe(recipe, R"({"lora": "c"})", "r");
    expect_loras(recipe, {{"c", 1}});
    for (const char* bad : {R"({"lora": [{"weight": 1}]})", R"({"lora": [{"file": 3}]})",
                            R"({"lora": [{"file": "a", "weight": "b"}]})", R"({"lora": [[]]})"}) {
        expect_error(ErrorKind::Input, "recipe r: ", [&] {
            read_recipe(recipe, bad, "r");
            return 0;
        });
    }
}

TEST(Bytes, AreReadWithTheirUnits) {
    EXPECT_EQ(parse_bytes("memory", "1500"), 1500);
    EXPECT_EQ(parse_bytes("memory", "12GB"), 12'000'000'000);
    EXPECT_EQ(parse_bytes("memory", "1.5 GiB"), 3LL << 29);
    EXPECT_EQ(parse_bytes("memory", "800m"), 800LL << 20);
    EXPECT_EQ(parse_bytes("memory", "2kb"), 2000);
    for (const char* bad : {"", "GB", "-1GB", "0", "1XB", "1GBs", "nan", "1e30", "12 34"})
        expect_error(ErrorKind::Usage, "memory", [&] { return parse_bytes("memory", bad); });
}

TEST(LoraHeader, IsKnownByItsNames) {
    const tests::TemporaryFolder folder;
    const auto holds = [&](const std::string& tensor) {
        const std::string header = R"({"__metadata__": {}, ")" + tensor +
                                   R"(": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}})";
        return is_lora_file(
            tests::put(folder / "a.safetensors", tests::safetensors_bytes(header, "0000")));
    };
    EXPECT_TRUE(holds("transformer.blocks.0.attn1.to_q.lora_A.weight"));
    EXPECT_TRUE(holds("lora_unet_double_blocks_0_img_attn_qkv.lora_down.weight"));
    EXPECT_TRUE(holds("diffusion_model.blocks.0.norm3.diff"));
    EXPECT_FALSE(holds("latents"));
    EXPECT_FALSE(is_lora_file(tests::put(folder / "b", "abc")));
    EXPECT_FALSE(is_lora_file(tests::put(folder / "c", tests::safetensors_bytes("[1]"))));
    EXPECT_FALSE(is_lora_file(folder / "gone"));
}

}  // namespace
}  // namespace plumbline::records
