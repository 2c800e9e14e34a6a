// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/prompt_conditioner.h"

#include "base/file.h"
#include "engine/text/golden_encoders.h"
#include "engine/text/golden_prompts.h"
#include "support/expect_error.h"
#include "support/temporary_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <fstream>

namespace plumbline::text {
namespace {

namespace fs = std::filesystem;
using plumbline::tests::expect_error;
using plumbline::tests::TemporaryFolder;
using namespace golden;

/// Wan's and Flux' encoders read their head counts from tensors, the others from config.json.
class Conditioners : public testing::Test {
protected:
    void put(const std::string& fixture, const fs::path& name, const char* config = nullptr) const {
        const fs::path target = folder_.path() / name;
        fs::create_directories(target.parent_path());
        fs::copy_file(path_of(fixture), target, fs::copy_options::overwrite_existing);
        if (config != nullptr) std::ofstream(target.parent_path() / "config.json") << config;
    }
    void put_clip(const std::string& weights_folder, const std::string& tokenizer_folder) const {
        put("clip_text_tiny/weights_transformers.safetensors",
            weights_folder + "/model.safetensors", R"({"num_attention_heads": 4})");
        put("clip_text_tiny/vocab.json", tokenizer_folder + "/vocab.json");
        put("clip_text_tiny/merges.txt", tokenizer_folder + "/merges.txt");
    }
    void put_t5(const std::string& model) const {
        put(model + "/weights_transformers.safetensors", "text_encoder_2/model.safetensors");
        put(model + "/spiece.model", "tokenizer_2/spiece.model");
    }
    void put_llama() const {
        put("llama_tiny/weights_transformers.safetensors", "text_encoder/model.safetensors",
            R"({"text_config": {"num_attention_heads": 4, "rope_theta": 500000.0}})");
        put("llama_tiny/tokenizer.json", "tokenizer/tokenizer.json");
    }
    [[nodiscard]] HunyuanTextFiles hunyuan() const {
        put_llama();
        put_clip("text_encoder_2", "tokenizer_2");
        return {.llama = find_encoder(folder_.path(), EncoderKind::Llama, "tokenizer"),
                .clip = find_encoder(folder_.path(), EncoderKind::Clip, "tokenizer_2"),
                .prompt_template = find_prompt_template(folder_.path())};
    }
    [[nodiscard]] FluxTextFiles flux() const {
        put_t5("t5_tiny");
        put_clip("text_encoder", "tokenizer");
        return {.t5 = find_encoder(folder_.path(), EncoderKind::T5, "tokenizer_2"),
                .clip = find_encoder(folder_.path(), EncoderKind::Clip, "tokenizer")};
    }
    [[nodiscard]] EncoderFiles sd() const {
        put_clip("text_encoder", "tokenizer");
        return find_encoder(folder_.path(), EncoderKind::Clip, "tokenizer");
    }

    TemporaryFolder folder_;
};

/// Row `index` of a recorded tensor, with a batch axis.
at::Tensor recorded(const char* model, const char* tensor, std::size_t index) {
    const auto row = static_cast<std::int64_t>(index);
    return case_of(model).tensor(tensor).slice(0, row, row + 1);
}

TEST_F(Conditioners, HunyuanGivesTheReferencesStates) {
    const nlohmann::json manifest =
        nlohmann::json::parse(base::read_file(path_of("manifest.json")));
    const auto& params = manifest["cases"]["llama_tiny/encode"]["params"];
    std::ofstream(folder_ / "prompts.json")
        << nlohmann::json{{"negative", "blurry"}, {"template", params["template"]}};
    const auto conditioner = open_hunyuan_conditioner(hunyuan(), {}, 96);
    EXPECT_EQ(conditioner->dim(), 64);
    EXPECT_EQ(conditioner->pooled_dim(), 64);
    for (std::size_t i = 0; i < params["prompts"].size(); ++i) {
        const auto got = conditioner->encode(params["prompts"][i].get<std::string>(), {});
        const auto real = recorded("llama_tiny", "mask_cropped", i).sum().item<std::int64_t>();
        ASSERT_EQ(got.embedding.sizes(), at::IntArrayRef({1, real, 64})) << i;
        EXPECT_EQ(got.mask.sum().item<std::int64_t>(), real);
        EXPECT_EQ(got.tokens, real);
        EXPECT_LT(relative_difference(got.embedding,
                                      recorded("llama_tiny", "embeddings", i).slice(1, 0, real)),
                  1e-4)
            << i;
        EXPECT_LT(relative_difference(got.pooled, recorded("clip_text_tiny", "pooled", i)), 1e-4)
            << i;
        EXPECT_FALSE(got.embedding.requires_grad());
    }
    std::string long_prompt;
    for (int i = 0; i < 300; ++i) long_prompt += "kite 猫 ";
    const auto cut = conditioner->encode(long_prompt, {});
    EXPECT_TRUE(cut.truncated);
    EXPECT_EQ(cut.tokens, 96);
}

TEST_F(Conditioners, FluxLetsPaddingTakePart) {
    const auto conditioner = open_flux_conditioner(flux(), {}, 40);
    for (const std::size_t i : {0U, 2U, 7U}) {
        // Flux does not clean its prompts; these are clean.
        const auto got = conditioner->encode(kGoldenPrompts[i], {});
        ASSERT_EQ(got.embedding.sizes(), at::IntArrayRef({1, 40, 64}));
        EXPECT_TRUE(at::equal(got.mask, recorded("t5_tiny", "mask", i))) << i;
        EXPECT_LT(relative_difference(got.embedding, recorded("t5_tiny", "embeddings", i)), 1e-4);
        EXPECT_LT(relative_difference(got.pooled, recorded("clip_text_tiny", "pooled", i)), 1e-4);
        EXPECT_EQ(got.truncated, i == 7);
    }
    expect_error(ErrorKind::Input, "not valid UTF-8",
                 [&] { return conditioner->encode("a \xff", {}); });
}

TEST_F(Conditioners, StableDiffusionReadsAllRows) {
    const auto conditioner = open_sd_conditioner(sd(), {});
    EXPECT_EQ(conditioner->pooled_dim(), 0);
    for (std::size_t i = 0; i < kGoldenPrompts.size(); ++i) {
        const auto got = conditioner->encode(kGoldenPrompts[i], {});
        EXPECT_LT(relative_difference(got.embedding, recorded("clip_text_tiny", "last_hidden", i)),
                  1e-4)
            << i;
        EXPECT_TRUE(at::equal(got.mask, recorded("clip_text_tiny", "mask", i))) << i;
        EXPECT_FALSE(got.pooled.defined());
    }
    expect_error(ErrorKind::Usage, "clip skip 4", [&] { return open_sd_conditioner(sd(), {}, 4); });
}

TEST_F(Conditioners, ClipSkipLeavesLayersOutBeforeTheFinalNorm) {
    const at::Tensor got =
        open_sd_conditioner(sd(), {}, 1)->encode(kGoldenPrompts[0], {}).embedding;
    const at::Tensor states = recorded("clip_text_tiny", "hidden_minus_2", 0);
    const auto weights = weights_of("clip_text_tiny/weights_transformers.safetensors");
    const at::Tensor wanted =
        at::layer_norm(states, {64}, weights.tensor("text_model.final_layer_norm.weight"),
                       weights.tensor("text_model.final_layer_norm.bias"), 1e-5);
    EXPECT_LT(relative_difference(got, wanted), 1e-4);
}

TEST_F(Conditioners, WanGoesTheOldWay) {
    put_t5("umt5_tiny");
    expect_error(ErrorKind::Input, "holds no T5 text encoder",
                 [&] { return find_encoder(folder_.path(), EncoderKind::T5, "tokenizer_2"); });
    const auto files = find_encoder(folder_.path(), EncoderKind::Umt5, "tokenizer_2");
    const auto got = open_wan_conditioner(files, {}, 40)->encode(kGoldenPrompts[0], {});
    const auto real = got.embedding.size(1);
    EXPECT_EQ(got.mask.size(1), real);
    EXPECT_LT(relative_difference(got.embedding,
                                  recorded("umt5_tiny", "embeddings", 0).slice(1, 0, real)),
              1e-4);
}

TEST_F(Conditioners, CanBeStoppedBetweenLayers) {
    const auto conditioner = open_flux_conditioner(flux(), {}, 40);
    int asked = 0;
    const Checkpoint stop([&] {
        if (++asked == 6) throw Cancelled{};  // 4 of CLIP, then the second of T5
    });
    EXPECT_THROW((void)conditioner->encode("a cat", stop), Cancelled);
}

TEST_F(Conditioners, FindComfysFolder) {
    put("clip_text_tiny/weights_transformers.safetensors", "text_encoders/clip_l.safetensors");
    put("t5_tiny/weights_transformers.safetensors", "text_encoders/t5xxl_fp16.safetensors");
    put("llama_tiny/weights_transformers.safetensors", "text_encoders/llava_llama3.safetensors");
    put("clip_text_tiny/vocab.json", "text_encoders/vocab.json");
    put("clip_text_tiny/merges.txt", "text_encoders/merges.txt");
    put("llama_tiny/tokenizer.json", "tokenizer/tokenizer.json");
    put("t5_tiny/spiece.model", "spiece.model");
    const auto name = [&](EncoderKind kind, const char* place) {
        return find_encoder(folder_.path(), kind, place).weights.filename().string();
    };
    EXPECT_EQ(name(EncoderKind::Clip, "tokenizer_2"), "clip_l.safetensors");
    EXPECT_EQ(name(EncoderKind::T5, "tokenizer_2"), "t5xxl_fp16.safetensors");
    EXPECT_EQ(name(EncoderKind::Llama, "tokenizer"), "llava_llama3.safetensors");
}

TEST_F(Conditioners, SayWhatIsMissing) {
    const auto find = [&](EncoderKind kind) {
        return [this, kind] { return find_encoder(folder_.path(), kind, "tokenizer"); };
    };
    expect_error(ErrorKind::Input, "holds no CLIP text encoder", find(EncoderKind::Clip));
    expect_error(ErrorKind::Input, "llava_llama3_fp16", find(EncoderKind::Llama));
    put("clip_text_tiny/weights_transformers.safetensors", "text_encoder/model.safetensors");
    expect_error(ErrorKind::Input, "Add vocab.json with merges.txt to", find(EncoderKind::Clip));
    put("llama_tiny/tokenizer.json", "tokenizer/tokenizer.json");
    expect_error(ErrorKind::Input, "not CLIP's",
                 [&] { return open_sd_conditioner(find(EncoderKind::Clip)(), {}); });
}

TEST_F(Conditioners, RefuseEncodersAndTokenizersOfOthers) {
    EncoderFiles files = sd();
    files.weights = path_of("llama_tiny/weights_transformers.safetensors");
    expect_error(ErrorKind::Input, "no CLIP text encoder",
                 [&] { return open_sd_conditioner(files, {}); });
    // A tokenizer that knows more than the table holds.
    files = sd();
    const auto weights = tensor_io::open_safetensors(files.weights);
    std::vector<std::pair<std::string, at::Tensor>> tensors;
    for (const auto& [name, entry] : weights.entries()) {
        const at::Tensor value = weights.tensor(name);
        tensors.emplace_back(
            name, name.ends_with("token_embedding.weight") ? value.slice(0, 0, 600) : value);
    }
    tensor_io::write_safetensors(folder_ / "text_encoder" / "small.safetensors", tensors);
    files.weights = folder_.path() / "text_encoder" / "small.safetensors";
    expect_error(ErrorKind::Input, "has 654 tokens",
                 [&] { return open_sd_conditioner(files, {}); });
    std::ofstream(folder_ / "text_encoder" / "config.json") << R"({"num_attention_heads": -4})";
    expect_error(ErrorKind::Input, "num_attention_heads is -4",
                 [&] { return open_sd_conditioner(files, {}); });
    std::ofstream(folder_ / "text_encoder" / "config.json") << "[";
    expect_error(ErrorKind::Input, "not a JSON object",
                 [&] { return open_sd_conditioner(files, {}); });
}

}  // namespace
}  // namespace plumbline::text
