// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/sentencepiece_tokenizer.h"

#include "base/error.h"
#include "base/file.h"
#include "engine/text/golden_prompts.h"
#include "tensor_io/safetensors.h"
#include "text/prompt_cleaning.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <random>
#include <string>
#include <vector>

namespace plumbline::text {
namespace {

const std::filesystem::path kFolder = std::filesystem::path(PLUMBLINE_GOLDENS) / "umt5_tiny";
const std::filesystem::path kModel = kFolder / "spiece.model";

std::vector<std::int64_t> row(const at::Tensor& table, std::size_t index) {
    const at::Tensor values = table[static_cast<std::int64_t>(index)].contiguous();
    const auto* first = values.const_data_ptr<std::int64_t>();
    return {first, first + values.numel()};
}

TEST(Sentencepiece, MatchesTheReference) {
    const auto tokenizer = open_sentencepiece(kModel);
    EXPECT_EQ(tokenizer->vocabulary_size(), 479);
    const auto golden = tensor_io::open_safetensors(kFolder / "encode.safetensors");
    for (std::size_t i = 0; i < kGoldenPrompts.size(); ++i) {
        const TokenIds tokens = tokenizer->encode(clean_prompt(kGoldenPrompts[i]), 40);
        EXPECT_EQ(tokens.ids, row(golden.tensor("ids"), i)) << i;
        EXPECT_EQ(tokens.mask, row(golden.tensor("mask"), i)) << i;
        EXPECT_EQ(tokens.length,
                  golden.tensor("mask")[static_cast<std::int64_t>(i)].sum().item<int>());
        EXPECT_EQ(tokens.truncated, i >= kFirstTruncated) << i;
    }
}

TEST(Sentencepiece, EmptyTextIsTheEndMarkAlone) {
    const TokenIds tokens = open_sentencepiece(kModel)->encode("", 4);
    EXPECT_THAT(tokens.ids, testing::ElementsAre(1, 0, 0, 0));
    EXPECT_THAT(tokens.mask, testing::ElementsAre(1, 0, 0, 0));
    EXPECT_EQ(tokens.length, 1);
    EXPECT_FALSE(tokens.truncated);
}

TEST(Sentencepiece, TheEndMarkStaysLast) {
    const auto tokenizer = open_sentencepiece(kModel);
    const TokenIds whole = tokenizer->encode("a kite climbs over the beach", 64);
    const TokenIds exact = tokenizer->encode("a kite climbs over the beach", whole.length);
    EXPECT_FALSE(exact.truncated);
    EXPECT_EQ(exact.ids.back(), 1);
    const TokenIds cut = tokenizer->encode("a kite climbs over the beach", whole.length - 1);
    EXPECT_TRUE(cut.truncated);
    EXPECT_EQ(cut.ids.back(), 1);
    EXPECT_EQ(cut.length, whole.length - 1);
    EXPECT_THAT(tokenizer->encode("a kite", 1).ids, testing::ElementsAre(1));
}

TEST(Sentencepiece, ReadsTheModelFromBytes) {
    const auto tokenizer = sentencepiece_from_bytes(base::read_file(kModel), "checkpoint");
    EXPECT_EQ(tokenizer->encode("two cats", 8).ids,
              open_sentencepiece(kModel)->encode("two cats", 8).ids);
}

TEST(Sentencepiece, RefusesWhatIsNoModel) {
    const std::string model = base::read_file(kModel);
    for (const std::string& bytes :
         {std::string(), std::string("not a model"), model.substr(0, 100),
          model.substr(0, model.size() / 2), std::string(1000, '\0'), std::string(1000, '\xff')}) {
        try {
            (void)sentencepiece_from_bytes(bytes, "broken.model");
            FAIL() << bytes.size();
        } catch (const Error& error) {
            EXPECT_EQ(error.kind(), ErrorKind::Input);
            EXPECT_THAT(error.what(),
                        testing::HasSubstr("broken.model: not a sentencepiece model"));
        }
    }
    try {
        (void)open_sentencepiece(kFolder / "absent.model");
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::Input);
        EXPECT_THAT(error.what(), testing::HasSubstr("absent.model"));
    }
}

TEST(Sentencepiece, SurvivesDamagedModels) {
    const std::string model = base::read_file(kModel);
    std::mt19937 random(3);
    int refused = 0;
    for (int round = 0; round < 300; ++round) {
        std::string damaged = model;
        // Half of the faults go to the beginning, where the structure is.
        const std::size_t range = round % 2 == 0 ? damaged.size() : 12000;
        for (int fault = 0; fault < 3; ++fault) {
            damaged[random() % range] = static_cast<char>(random());
        }
        try {
            const auto tokenizer = sentencepiece_from_bytes(damaged, "damaged.model");
            EXPECT_LE(tokenizer->encode("A cat — 猫 🚀", 20).length, 20);
        } catch (const Error& error) {
            EXPECT_EQ(error.kind(), ErrorKind::Input);
            ++refused;
        }
    }
    EXPECT_GT(refused, 100);
}

}  // namespace
}  // namespace plumbline::text
