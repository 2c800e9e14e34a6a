// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/prompt_template.h"

#include "support/expect_error.h"
#include "support/temporary_folder.h"
#include "text/bpe_tokenizer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace plumbline::text {
namespace {

using plumbline::tests::expect_error;
using plumbline::tests::TemporaryFolder;

const std::filesystem::path kLlama = std::filesystem::path(PLUMBLINE_GOLDENS) / "llama_tiny";

/// A tokenizer of LLaMA 3's size that takes one token for each character.
class Characters final : public Tokenizer {
public:
    TokenIds encode(std::string_view text, int max_length) const override {
        const int length = std::min(static_cast<int>(text.size()) + 1, max_length);
        return {.ids = {},
                .mask = {},
                .length = length,
                .truncated = static_cast<int>(text.size()) + 1 > max_length};
    }
    int vocabulary_size() const override { return 128320; }
};

TEST(PromptTemplate, OursHasOneMarkAndAHead) {
    const PromptTemplate own = own_prompt_template();
    EXPECT_EQ(own.name, "own");
    EXPECT_EQ(prompt_template_from(own.text, "ours").name, "custom");
    EXPECT_TRUE(head_of(own).ends_with("user<|end_header_id|>\n\n"));
    EXPECT_EQ(filled(own, "a cat"), std::string(head_of(own)) + "a cat<|eot_id|>");
    EXPECT_EQ(filled(own, "{}"), std::string(head_of(own)) + "{}<|eot_id|>");
}

TEST(PromptTemplate, CropsWhatTheHeadTakes) {
    const auto tokenizer = open_llama_tokenizer(kLlama);
    for (const char* text : {"{}", "<|eot_id|>{}", "the {}"}) {
        const auto around = prompt_template_from(text, "test");
        const int crop = head_tokens(around, *tokenizer, "tokenizer.json");
        EXPECT_EQ(crop, tokenizer->encode(head_of(around), 64).length) << text;
    }
    EXPECT_EQ(head_tokens(prompt_template_from("{}", "test"), *tokenizer, ""), 1);
    EXPECT_GT(head_tokens(own_prompt_template(), *tokenizer, ""), 20);
}

TEST(PromptTemplate, FolderSaysItOrOursServes) {
    const TemporaryFolder folder;
    EXPECT_EQ(find_prompt_template(folder.path()).name, "own");
    const auto write = [&](const char* content) {
        std::ofstream(folder / "prompts.json") << content;
        return [&] { return find_prompt_template(folder.path()); };
    };
    EXPECT_EQ(write(R"({"negative": "blurry"})")().name, "own");
    const PromptTemplate custom = write(R"({"template": "Film: {}."})")();
    EXPECT_EQ(custom.name, "custom");
    EXPECT_EQ(custom.published_crop, std::nullopt);
    EXPECT_EQ(filled(custom, "a cat"), "Film: a cat.");
    expect_error(ErrorKind::Input, "prompts.json: the template has no mark",
                 write(R"({"template": "Film"})"));
    expect_error(ErrorKind::Input, "more than one", write(R"({"template": "{} and {}"})"));
    expect_error(ErrorKind::Input, "no text", write(R"({"template": 3})"));
    expect_error(ErrorKind::Input, "not a JSON object", write(R"({"template": "Film)"));
}

TEST(PromptTemplate, AnOfficialOneMustTakeThePublishedTokens) {
    PromptTemplate official{.text = "12345{}", .name = "official video", .published_crop = 6};
    EXPECT_EQ(head_tokens(official, Characters(), "tokenizer.json"), 6);
    official.published_crop = 95;
    expect_error(ErrorKind::Input, "takes 6 tokens before the prompt, but 95",
                 [&] { return head_tokens(official, Characters(), "tokenizer.json"); });
    // A small tokenizer is not LLaMA 3's and has its own count.
    EXPECT_NO_THROW((void)head_tokens(official, *open_llama_tokenizer(kLlama), "tokenizer.json"));
    PromptTemplate endless = official;
    endless.text.insert(0, 5000, 'x');
    expect_error(ErrorKind::Input, "more than 4096",
                 [&] { return head_tokens(endless, Characters(), "tokenizer.json"); });
}

}  // namespace
}  // namespace plumbline::text
