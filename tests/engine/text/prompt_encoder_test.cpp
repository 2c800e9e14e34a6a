// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/prompt_encoder.h"

#include "base/error.h"
#include "base/file.h"
#include "engine/text/golden_prompts.h"
#include "tensor_io/safetensors.h"

#include <ATen/ATen.h>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <unistd.h>

namespace plumbline::text {
namespace {

namespace fs = std::filesystem;

const fs::path kFolder = fs::path(PLUMBLINE_GOLDENS) / "umt5_tiny";
const PromptEncoderFiles kFiles{kFolder / "weights_original.safetensors", kFolder / "spiece.model"};

/// A folder of its own for each test, gone afterwards.
class PromptEncoderFolders : public testing::Test {
protected:
    PromptEncoderFolders()
        : folder_(fs::temp_directory_path() /
                  fmt::format("plumbline_{}_{}",
                              testing::UnitTest::GetInstance()->current_test_info()->name(),
                              getpid())) {
        fs::create_directories(folder_);
    }
    ~PromptEncoderFolders() override { fs::remove_all(folder_); }

    void put(const char* source, const fs::path& name) const {
        fs::create_directories((folder_ / name).parent_path());
        fs::copy_file(kFolder / source, folder_ / name);
    }
    /// The checkpoint with the tokenizer inside, as ComfyUI keeps it.
    void put_with_tokenizer(const fs::path& name) const {
        const auto weights =
            tensor_io::open_safetensors(kFolder / "weights_transformers.safetensors");
        std::vector<std::pair<std::string, at::Tensor>> tensors;
        for (const auto& [key, entry] : weights.entries())
            tensors.emplace_back(key, weights.tensor(key));
        std::string model = base::read_file(kFiles.spiece_model);
        tensors.emplace_back(
            "spiece_model",
            at::from_blob(model.data(), {static_cast<std::int64_t>(model.size())}, at::kByte));
        fs::create_directories((folder_ / name).parent_path());
        tensor_io::write_safetensors(folder_ / name, tensors);
    }

    fs::path folder_;
};

void expect_input_error(const std::function<void()>& action, const char* part) {
    try {
        action();
        FAIL() << part;
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::Input);
        EXPECT_THAT(error.what(), testing::HasSubstr(part));
    }
}

TEST(PromptEncoder, MatchesTheReference) {
    const auto encoder = PromptEncoder::open(kFiles, {}, 40);
    const auto golden = tensor_io::open_safetensors(kFolder / "encode.safetensors");
    EXPECT_EQ(encoder.text_len(), 40);
    EXPECT_EQ(encoder.dim(), 64);
    for (std::size_t i = 0; i < kGoldenPrompts.size(); ++i) {
        const EncodedPrompt prompt = encoder.encode(kGoldenPrompts[i]);
        const auto index = static_cast<std::int64_t>(i);
        const auto real = golden.tensor("mask")[index].sum().item<std::int64_t>();
        ASSERT_EQ(prompt.embeddings.sizes(), at::IntArrayRef({1, real, 64})) << i;
        EXPECT_EQ(prompt.tokens, real);
        EXPECT_EQ(prompt.truncated, i >= kFirstTruncated);
        EXPECT_FALSE(prompt.embeddings.requires_grad());
        const at::Tensor wanted = golden.tensor("embeddings")[index].slice(0, 0, real).unsqueeze(0);
        const double difference =
            ((prompt.embeddings - wanted).abs().max() / wanted.abs().max()).item<double>();
        EXPECT_LT(difference, 1e-4) << i;
    }
}

TEST(PromptEncoder, CleaningChangesNothingThatWasClean) {
    const auto encoder = PromptEncoder::open(kFiles, {}, 64);
    for (const std::string_view messy :
         {"  一只小猫在阳光下玩耍。\n", "🚀 🚀 &#x1F680;", "cafe\xcc\x81 “x”"}) {
        EXPECT_TRUE(at::isfinite(encoder.encode(messy).embeddings).all().item<bool>()) << messy;
    }
    EXPECT_EQ(encoder.tokenize("cafe\xcc\x81 “x”").ids, encoder.tokenize("café \"x\"").ids);
    EXPECT_EQ(encoder.tokenize("🚀 &#x1F680;").ids, encoder.tokenize("🚀 🚀").ids);
    EXPECT_NE(encoder.tokenize("🚀").ids, encoder.tokenize("☕").ids);
    EXPECT_NE(encoder.tokenize("猫").ids, encoder.tokenize("狗").ids);
}

TEST(PromptEncoder, LongPromptsAreCutToTextLen) {
    const auto encoder = PromptEncoder::open(kFiles, {}, 12);
    std::string text;
    for (int i = 0; i < 500; ++i) text += "kite 猫 ";
    const EncodedPrompt prompt = encoder.encode(text);
    EXPECT_TRUE(prompt.truncated);
    EXPECT_EQ(prompt.tokens, 12);
    EXPECT_EQ(prompt.embeddings.size(1), 12);
    EXPECT_EQ(encoder.tokenize(text).ids.back(), 1);
}

TEST(PromptEncoder, EmptyPromptIsOneToken) {
    const auto encoder = PromptEncoder::open(kFiles, {});
    for (const std::string_view prompt : {"", "  \n\t ", "\xef\xbb\xbf"}) {
        const EncodedPrompt encoded = encoder.encode(prompt);
        EXPECT_EQ(encoded.tokens, 1);
        EXPECT_FALSE(encoded.truncated);
    }
}

TEST(PromptEncoder, RefusesInvalidUtf8) {
    const auto encoder = PromptEncoder::open(kFiles, {});
    expect_input_error([&] { (void)encoder.encode("a cat \xe7\x8c and a dog"); }, "byte 6 (0xe7)");
}

TEST(PromptEncoder, GivesFloatsWhateverTheWeights) {
    tensor_io::Placement placement;
    placement.dtype = at::kBFloat16;
    const auto encoder = PromptEncoder::open(kFiles, placement);
    EXPECT_EQ(encoder.encode("a cat").embeddings.scalar_type(), at::kFloat);
}

TEST(PromptEncoder, CanBeStoppedBetweenLayers) {
    const auto encoder = PromptEncoder::open(kFiles, {});
    int asked = 0;
    const Checkpoint stop([&] {
        if (++asked == 2) throw Cancelled{};
    });
    EXPECT_THROW((void)encoder.encode("a cat", stop), Cancelled);
}

TEST_F(PromptEncoderFolders, FindsEveryLayout) {
    const auto reference = PromptEncoder::open(kFiles, {}).encode("two cats").embeddings;
    const auto check = [&](const char* layout) {
        const auto encoded = PromptEncoder::open(folder_ / layout, {}).encode("two cats");
        EXPECT_TRUE(at::allclose(encoded.embeddings, reference, 1e-4, 1e-5)) << layout;
    };
    put("weights_original.safetensors", "original/models_t5_umt5-tiny.pth");
    put("spiece.model", "original/google/umt5-xxl/spiece.model");
    check("original");
    put("weights_transformers.safetensors", "diffusers/text_encoder/model.safetensors");
    put("spiece.model", "diffusers/tokenizer/spiece.model");
    check("diffusers");
    put_with_tokenizer("comfy/text_encoders/umt5_tiny.safetensors");
    check("comfy");
    check("comfy/text_encoders/umt5_tiny.safetensors");
    put("weights_original.safetensors", "flat/umt5-enc.safetensors");
    put("spiece.model", "flat/spiece.model");
    check("flat");
}

TEST_F(PromptEncoderFolders, SaysWhatIsMissing) {
    const auto open = [&](const char* layout) {
        return [this, layout] { (void)PromptEncoder::open(folder_ / layout, {}); };
    };
    expect_input_error(open("absent"), "absent");
    fs::create_directories(folder_ / "empty");
    expect_input_error(open("empty"), "no T5 text encoder");
    put("weights_original.safetensors", "lonely/models_t5.pth");
    expect_input_error(open("lonely"), "no tokenizer");
    put("weights_original.safetensors", "two/a_t5.safetensors");
    put("weights_original.safetensors", "two/b_t5.safetensors");
    expect_input_error(open("two"), "a_t5.safetensors, b_t5.safetensors");
    put("weights_original.safetensors", "wrong/t5.safetensors");
    put("encode.safetensors", "wrong/spiece.model");
    expect_input_error(open("wrong"), "not a sentencepiece model");
}

TEST_F(PromptEncoderFolders, TokenizerMustFitTheTable) {
    const auto weights = tensor_io::open_safetensors(kFiles.weights);
    std::vector<std::pair<std::string, at::Tensor>> tensors;
    for (const auto& [key, entry] : weights.entries()) {
        const at::Tensor value = weights.tensor(key);
        tensors.emplace_back(key, key == "token_embedding.weight" ? value.slice(0, 0, 400) : value);
    }
    tensor_io::write_safetensors(folder_ / "small.safetensors", tensors);
    expect_input_error(
        [&] {
            (void)PromptEncoder::open(
                PromptEncoderFiles{folder_ / "small.safetensors", kFiles.spiece_model}, {});
        },
        "479 pieces");
}

}  // namespace
}  // namespace plumbline::text
