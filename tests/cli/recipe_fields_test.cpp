// SPDX-License-Identifier: GPL-3.0-or-later
#include "records/recipe_fields.h"

#include "cli/prompts.h"
#include "records/text_checks.h"
#include "support/expect_error.h"

#include <gtest/gtest.h>

namespace plumbline::cli {
using namespace records;  // the functions under test

namespace {

TEST(RecipeFields, SetsByName) {
    api::Recipe recipe;
    set_field(recipe, "size", "832x480");
    set_field(recipe, "cache", "none");
    set_field(recipe, "overwrite", "yes");
    EXPECT_EQ(recipe.width, 832);
    EXPECT_EQ(recipe.height, 480);
    EXPECT_EQ(recipe.cache, "none");
    EXPECT_TRUE(recipe.overwrite);
}

TEST(RecipeFields, AFlagIsTheNameWithDashes) {
    const RecipeField field{
        .name = "save_latents", .value = "FILE", .help = "", .use = {}, .set = nullptr};
    EXPECT_EQ(flag_of(field), "--save-latents");
}

TEST(RecipeFields, RefusesWhatCannotBe) {
    api::Recipe recipe;
    for (const auto& [name, text] :
         std::vector<std::pair<const char*, const char*>>{{"size", "64"},
                                                          {"size", "64x"},
                                                          {"size", "x64"},
                                                          {"size", "64x64x64"},
                                                          {"size", "0x64"},
                                                          {"frames", "0"},
                                                          {"frames", "5.0"},
                                                          {"fps", "0"},
                                                          {"guidance", ""},
                                                          {"guidance", "1e999"},
                                                          {"shift", "0"},
                                                          {"seed", "1.0"},
                                                          {"cache", ""},
                                                          {"device", "cuda:"},
                                                          {"device", "cuda:-1"},
                                                          {"model", ""},
                                                          {"overwrite", "maybe"},
                                                          {"output", "/.mp4x"},
                                                          {"nothing", "1"}}) {
        tests::expect_error(ErrorKind::Usage, "", [&recipe, name = name, text = text] {
            set_field(recipe, name, text);
            return 0;
        });
    }
}

TEST(Utf8, IsToldFromOtherBytes) {
    for (const char* good :
         {"", "a", "caf\xC3\xA9", "\xE2\x82\xAC", "\xF0\x9F\x8E\xA5", "\xED\x9F\xBF"}) {
        EXPECT_TRUE(is_utf8(good)) << good;
    }
    for (const char* bad : {"\xE9", "\x80", "\xC0\xAF", "\xC1\xBF", "\xE0\x80\xAF", "\xED\xA0\x80",
                            "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xE2\x82", "a\xFF"}) {
        EXPECT_FALSE(is_utf8(bad));
    }
}

TEST(Prompts, AreOneALine) {
    const std::vector<std::string> expected = {"one", "two three", "four"};
    EXPECT_EQ(split_prompts("\xEF\xBB\xBFone\r\n\n  two three\t\n \nfour", "p"), expected);
}

}  // namespace
}  // namespace plumbline::cli
