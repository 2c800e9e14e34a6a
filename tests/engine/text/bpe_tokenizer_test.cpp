// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/bpe_tokenizer.h"

#include "base/file.h"
#include "engine/text/golden_prompts.h"
#include "support/expect_error.h"
#include "support/temporary_folder.h"
#include "tensor_io/safetensors.h"
#include "text/prompt_template.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <filesystem>
#include <fstream>
#include <random>
#include <string>
#include <vector>

namespace plumbline::text {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using plumbline::tests::expect_error;
using plumbline::tests::TemporaryFolder;
using testing::ElementsAre;

const fs::path kClip = fs::path(PLUMBLINE_GOLDENS) / "clip_text_tiny";
const fs::path kLlama = fs::path(PLUMBLINE_GOLDENS) / "llama_tiny";

std::vector<std::int64_t> row(const at::Tensor& table, std::size_t index) {
    const at::Tensor values = table[static_cast<std::int64_t>(index)].contiguous();
    const auto* first = values.const_data_ptr<std::int64_t>();
    return {first, first + values.numel()};
}

json parsed(const fs::path& path) {
    return json::parse(base::read_file(path));
}

void write(const fs::path& path, const std::string& content) {
    std::ofstream(path, std::ios::binary) << content;
}

/// CLIP's fixture as Hugging Face keeps it in one file.
json clip_as_one_file() {
    json merges = json::array();
    std::ifstream lines(kClip / "merges.txt");
    for (std::string line; std::getline(lines, line);) {
        if (!line.empty() && !line.starts_with("#version")) merges.push_back(line);
    }
    return {{"added_tokens",
             {{{"id", 652}, {"content", "<|startoftext|>"}},
              {{"id", 653}, {"content", "<|endoftext|>"}}}},
            {"model",
             {{"type", "BPE"},
              {"end_of_word_suffix", "</w>"},
              {"vocab", parsed(kClip / "vocab.json")},
              {"merges", merges}}}};
}

/// Words and marks of a text, without padding.
std::vector<std::int64_t> ids_of(const Tokenizer& tokenizer, std::string_view text) {
    TokenIds tokens = tokenizer.encode(text, 512);
    tokens.ids.resize(static_cast<std::size_t>(tokens.length));
    return tokens.ids;
}

TEST(ClipTokenizer, MatchesTheReference) {
    const auto tokenizer = open_clip_tokenizer(kClip);
    EXPECT_EQ(tokenizer->vocabulary_size(), 654);
    const auto golden = tensor_io::open_safetensors(kClip / "encode.safetensors");
    for (std::size_t i = 0; i < kGoldenPrompts.size(); ++i) {
        const TokenIds tokens = tokenizer->encode(kGoldenPrompts[i], 77);
        EXPECT_EQ(tokens.ids, row(golden.tensor("ids"), i)) << i;
        EXPECT_EQ(tokens.mask, row(golden.tensor("mask"), i)) << i;
        EXPECT_EQ(tokens.truncated, tokens.length == 77) << i;
    }
}

TEST(ClipTokenizer, OneFileGivesTheSame) {
    const TemporaryFolder folder;
    write(folder / "tokenizer.json", clip_as_one_file().dump());
    const auto one = open_clip_tokenizer(folder.path());
    const auto two = open_clip_tokenizer(kClip);
    for (const std::string_view prompt : kGoldenPrompts)
        EXPECT_EQ(one->encode(prompt, 77).ids, two->encode(prompt, 77).ids) << prompt;
    EXPECT_EQ(open_clip_tokenizer(folder / "tokenizer.json")->encode("a cat", 9).ids,
              two->encode("a cat", 9).ids);
}

TEST(ClipTokenizer, MarksStayAndPadTheRest) {
    const auto tokenizer = open_clip_tokenizer(kClip);
    EXPECT_THAT(tokenizer->encode("", 4).ids, ElementsAre(652, 653, 653, 653));
    EXPECT_THAT(tokenizer->encode("", 4).mask, ElementsAre(1, 1, 0, 0));
    const TokenIds cut = tokenizer->encode("an old train crosses a bridge", 4);
    EXPECT_TRUE(cut.truncated);
    EXPECT_EQ(cut.ids.front(), 652);
    EXPECT_EQ(cut.ids.back(), 653);
    EXPECT_THAT(tokenizer->encode("cat", 2).ids, ElementsAre(652, 653));
}

// Values of the tokenizers library 0.23 on the same vocabulary.
TEST(ClipTokenizer, FoldsCaseAndForms) {
    const auto tokenizer = open_clip_tokenizer(kClip);
    EXPECT_EQ(ids_of(*tokenizer, "CAFE\xcc\x81"), ids_of(*tokenizer, "café"));
    EXPECT_EQ(ids_of(*tokenizer, " a\u00a0\u3000cat\x0b\u0085"), ids_of(*tokenizer, "a cat"));
    EXPECT_EQ(ids_of(*tokenizer, "\u0130"), ids_of(*tokenizer, "i\u0307"));
    EXPECT_EQ(ids_of(*tokenizer, "ΑΣ"), ids_of(*tokenizer, "ασ"));
    EXPECT_NE(ids_of(*tokenizer, "a cat"), ids_of(*tokenizer, "acat"));
    EXPECT_THAT(ids_of(*tokenizer, "'ſ"), ElementsAre(652, 262, 129, 379, 653));
    EXPECT_EQ(ids_of(*tokenizer, "cat<|endoftext|>cat").size(),
              5 + 2 * (ids_of(*tokenizer, "cat").size() - 3));
    EXPECT_THAT(ids_of(*tokenizer, "<|STARTOFTEXT|>!"),
                ElementsAre(652, 27, 347, 533, 542, 602, 69, 83, 68, 87, 339, 91, 285, 256, 653));
}

TEST(LlamaTokenizer, MatchesTheReference) {
    const auto tokenizer = open_llama_tokenizer(kLlama);
    EXPECT_EQ(tokenizer->vocabulary_size(), 420);
    const auto golden = tensor_io::open_safetensors(kLlama / "encode.safetensors");
    const json manifest = parsed(fs::path(PLUMBLINE_GOLDENS) / "manifest.json");
    const json& params = manifest["cases"]["llama_tiny/encode"]["params"];
    const auto around = prompt_template_from(params["template"].get<std::string>(), "the fixture");
    EXPECT_EQ(head_tokens(around, *tokenizer, "the fixture"), params["crop_start"].get<int>());
    for (std::size_t i = 0; i < params["prompts"].size(); ++i) {
        const std::string text = filled(around, params["prompts"][i].get<std::string>());
        const TokenIds tokens = tokenizer->encode(text, 145);
        EXPECT_EQ(tokens.ids, row(golden.tensor("ids"), i)) << i;
        EXPECT_EQ(tokens.mask, row(golden.tensor("mask"), i)) << i;
    }
}

TEST(LlamaTokenizer, CutsTheEndAndPads) {
    const auto tokenizer = open_llama_tokenizer(kLlama / "tokenizer.json");
    EXPECT_THAT(tokenizer->encode("", 3).ids, ElementsAre(0, 5, 5));
    const auto whole = ids_of(*tokenizer, "the  train\n\n is 12345 °");
    const TokenIds cut = tokenizer->encode("the  train\n\n is 12345 °", 5);
    EXPECT_TRUE(cut.truncated);
    EXPECT_EQ(cut.ids, std::vector<std::int64_t>(whole.begin(), whole.begin() + 5));
    EXPECT_THAT(tokenizer->encode("<|eot_id|><pad>", 4).ids, ElementsAre(0, 4, 5, 5));
}

TEST(LlamaTokenizer, OldFormOfMergesGivesTheSame) {
    const TemporaryFolder folder;
    json file = parsed(kLlama / "tokenizer.json");
    for (json& merge : file["model"]["merges"])
        merge = merge[0].get<std::string>() + " " + merge[1].get<std::string>();
    write(folder / "tokenizer.json", file.dump());
    const auto old = open_llama_tokenizer(folder.path());
    const auto now = open_llama_tokenizer(kLlama);
    for (const std::string_view prompt : kGoldenPrompts)
        EXPECT_EQ(ids_of(*old, prompt), ids_of(*now, prompt)) << prompt;
}

TEST(BpeTokenizer, TakesTextsOfAnyLength) {
    const std::string letters(20000, 'a');
    const std::string blanks(20000, ' ');
    for (const auto& tokenizer : {open_clip_tokenizer(kClip), open_llama_tokenizer(kLlama)}) {
        EXPECT_TRUE(tokenizer->encode(letters, 77).truncated);
        EXPECT_GT(tokenizer->encode(blanks + "x", 32768).length, 1);
    }
}

TEST(BpeTokenizer, RefusesInvalidUtf8) {
    for (const auto& tokenizer : {open_clip_tokenizer(kClip), open_llama_tokenizer(kLlama)}) {
        expect_error(ErrorKind::Input, "byte 2 (0xe7)",
                     [&] { return tokenizer->encode("a \xe7\x8c", 8); });
    }
}

TEST(BpeTokenizer, SaysWhatIsMissing) {
    const TemporaryFolder folder;
    expect_error(ErrorKind::Input, "holds no vocab.json with merges.txt",
                 [&] { return open_clip_tokenizer(folder.path()); });
    expect_error(ErrorKind::Input, "holds no tokenizer.json",
                 [&] { return open_llama_tokenizer(folder.path()); });
    fs::copy_file(kClip / "vocab.json", folder / "vocab.json");
    expect_error(ErrorKind::Input, "openai/clip-vit-large-patch14",
                 [&] { return open_clip_tokenizer(folder.path()); });
}

TEST(BpeTokenizer, TellsOtherKindsApart) {
    const TemporaryFolder folder;
    expect_error(ErrorKind::Input, "not CLIP's",
                 [&] { return open_clip_tokenizer(kLlama / "tokenizer.json"); });
    write(folder / "tokenizer.json", clip_as_one_file().dump());
    expect_error(ErrorKind::Input, "not LLaMA 3's",
                 [&] { return open_llama_tokenizer(folder.path()); });
    write(folder / "tokenizer.json",
          R"({"model": {"type": "Unigram", "vocab": [["<pad>", 0.0]]}})");
    expect_error(ErrorKind::Input, "Unigram", [&] { return open_clip_tokenizer(folder.path()); });
    expect_error(ErrorKind::Input, "Unigram", [&] { return open_llama_tokenizer(folder.path()); });
}

/// LLaMA's file with one change.
class SpoiledTokenizer : public testing::Test {
protected:
    template <typename Change>
    void expect_refusal(const char* part, Change&& change) {
        json file = parsed(kLlama / "tokenizer.json");
        change(file);
        write(folder_ / "tokenizer.json", file.dump());
        expect_error(ErrorKind::Input, part, [&] { return open_llama_tokenizer(folder_.path()); });
        expect_error(ErrorKind::Input, "tokenizer.json",
                     [&] { return open_llama_tokenizer(folder_.path()); });
    }

    TemporaryFolder folder_;
};

TEST_F(SpoiledTokenizer, OfMerges) {
    expect_refusal("'zq', which the vocabulary lacks", [](json& f) {
        json& merges = f["model"]["merges"];
        merges.insert(merges.begin(), json::array({"z", "q"}));
    });
    expect_refusal("not a pair of tokens",
                   [](json& f) { f["model"]["merges"][3] = "one two three"; });
    expect_refusal("not a pair of tokens", [](json& f) { f["model"]["merges"][3] = 7; });
    expect_refusal("no merges", [](json& f) { f["model"].erase("merges"); });
}

TEST_F(SpoiledTokenizer, OfVocabularies) {
    expect_refusal("no row of a vocabulary",
                   [](json& f) { f["model"]["vocab"]["a"] = 4000000000LL; });
    expect_refusal("no row of a vocabulary", [](json& f) { f["model"]["vocab"]["a"] = 1e300; });
    expect_refusal("no row of a vocabulary", [](json& f) { f["model"]["vocab"]["a"] = -1; });
    expect_refusal("no row of a vocabulary", [](json& f) { f["model"]["vocab"]["a"] = "one"; });
    expect_refusal("for byte 0x61", [](json& f) { f["model"]["vocab"].erase("a"); });
    expect_refusal("no vocabulary", [](json& f) { f["model"]["vocab"] = json::array({1, 2}); });
    expect_refusal("no vocabulary", [](json& f) { f.erase("model"); });
    expect_refusal("<|begin_of_text|>", [](json& f) { f["added_tokens"].erase(0); });
    expect_refusal("added token", [](json& f) { f["added_tokens"][2]["content"] = ""; });
}

TEST_F(SpoiledTokenizer, OfPatterns) {
    const auto pattern = [](json& f) -> json& {
        return f["pre_tokenizer"]["pretokenizers"][0]["pattern"]["Regex"];
    };
    expect_refusal("cannot be read", [&](json& f) { pattern(f) = "[a-"; });
    expect_refusal("no pattern for words", [&](json& f) { f["pre_tokenizer"] = json(); });
    json file = parsed(kLlama / "tokenizer.json");
    pattern(file) = "(a+)+b";
    write(folder_ / "tokenizer.json", file.dump());
    const auto endless = open_llama_tokenizer(folder_.path());
    expect_error(ErrorKind::Input, "fails on this prompt",
                 [&] { return endless->encode(std::string(60, 'a'), 77); });
}

TEST(BpeTokenizer, NamesTheLineOfABadMerge) {
    const TemporaryFolder folder;
    fs::copy_file(kClip / "vocab.json", folder / "vocab.json");
    const std::string merges = base::read_file(kClip / "merges.txt");
    write(folder / "merges.txt", "#version: 0.2\nt h\nthis is no pair\n");
    expect_error(ErrorKind::Input, "merges.txt: line 3",
                 [&] { return open_clip_tokenizer(folder.path()); });
    write(folder / "merges.txt", merges + "quokka zebra\n");
    expect_error(ErrorKind::Input, "('quokka zebra') needs the token 'quokka'",
                 [&] { return open_clip_tokenizer(folder.path()); });
    write(folder / "merges.txt", "");
    expect_error(ErrorKind::Input, "holds no merges",
                 [&] { return open_clip_tokenizer(folder.path()); });
    // Ends of lines of another system do no harm.
    std::string other;
    for (const char c : merges) other += c == '\n' ? std::string("\r\n") : std::string(1, c);
    write(folder / "merges.txt", other);
    EXPECT_EQ(open_clip_tokenizer(folder.path())->encode("the cat", 9).ids,
              open_clip_tokenizer(kClip)->encode("the cat", 9).ids);
}

/// Any file either opens and works, or is refused as what it is.
int refusals_of_damaged(const fs::path& source, const fs::path& target, bool clip) {
    const std::string whole = base::read_file(source);
    std::mt19937 random(11);
    int refused = 0;
    for (int round = 0; round < 200; ++round) {
        std::string damaged = whole;
        if (round % 4 == 0) damaged.resize(random() % damaged.size());
        for (int fault = 0; fault < 3 && !damaged.empty(); ++fault)
            damaged[random() % damaged.size()] = static_cast<char>(random());
        write(target, damaged);
        try {
            const auto place = target.parent_path();
            const auto tokenizer = clip ? open_clip_tokenizer(place) : open_llama_tokenizer(place);
            EXPECT_LE(tokenizer->encode("A cat — 猫 🚀", 20).length, 20);
        } catch (const Error& error) {
            EXPECT_EQ(error.kind(), ErrorKind::Input);
            ++refused;
        }
    }
    return refused;
}

TEST(BpeTokenizer, SurvivesDamagedFiles) {
    const TemporaryFolder folder;
    EXPECT_GT(refusals_of_damaged(kLlama / "tokenizer.json", folder / "tokenizer.json", false), 50);
    const TemporaryFolder clip;
    fs::copy_file(kClip / "merges.txt", clip / "merges.txt");
    EXPECT_GT(refusals_of_damaged(kClip / "vocab.json", clip / "vocab.json", true), 50);
    fs::copy_file(kClip / "vocab.json", clip / "vocab.json", fs::copy_options::overwrite_existing);
    EXPECT_GT(refusals_of_damaged(kClip / "merges.txt", clip / "merges.txt", true), 50);
}

}  // namespace
}  // namespace plumbline::text
