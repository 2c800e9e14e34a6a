// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/inspect.h"

#include "engine/tools/golden_manifest.h"
#include "support/expect_error.h"
#include "tensor_io/safetensors.h"
#include "tools/model_family.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

namespace plumbline::tools::tests {
namespace {

using nlohmann::json;
using plumbline::tests::expect_error;
using plumbline::tests::TemporaryFolder;
using testing::Contains;
using testing::HasSubstr;

json inspect_json(const std::string& path) {
    return json::parse(inspect({.path = path}, {}).json);
}

json only_part(const std::filesystem::path& path) {
    const json result = inspect_json(path.string());
    EXPECT_EQ(result["parts"].size(), 1U);
    return result["parts"][0];
}

struct KnownFile {
    const char* path;
    const char* family;
    const char* naming;
};

class InspectGolden : public testing::TestWithParam<KnownFile> {};

TEST_P(InspectGolden, KnowsFamilyNamingAndEveryTensor) {
    // Without a config.json beside it Wan's heads have 128 dimensions, which the tiny ones have
    // not.
    const TemporaryFolder folder;
    const auto copy = folder / "model.safetensors";
    std::filesystem::copy(golden_path(GetParam().path), copy);
    std::ofstream(folder / "config.json") << R"({"num_attention_heads": 2})";
    const json part = only_part(copy);
    EXPECT_EQ(part["family"], GetParam().family);
    EXPECT_EQ(part["naming"], GetParam().naming);
    EXPECT_EQ(part["loadable"], true);
    EXPECT_EQ(part["missing"], json::array());
    EXPECT_EQ(part["unexpected"], json::array());
    EXPECT_EQ(part["memory_bytes"]["bf16"].get<std::int64_t>(),
              part["parameters"].get<std::int64_t>() * 2);
    EXPECT_EQ(part["stored_bytes"], part["memory_bytes"]["f32"]);
}

INSTANTIATE_TEST_SUITE_P(
    Files,
    InspectGolden,
    testing::Values(
        KnownFile{"wan_tiny/weights_original.safetensors", "wan-t2v", "original"},
        KnownFile{"wan_tiny/weights_diffusers.safetensors", "wan-t2v", "diffusers"},
        KnownFile{"wan_i2v_tiny/weights_original.safetensors", "wan-i2v", "original"},
        KnownFile{"wan_i2v_tiny/weights_diffusers.safetensors", "wan-i2v", "diffusers"},
        KnownFile{"hunyuan_tiny/weights_original.safetensors", "hunyuan", "original"},
        KnownFile{"hunyuan_tiny/weights_diffusers.safetensors", "hunyuan", "diffusers"},
        KnownFile{"flux_tiny/weights_original.safetensors", "flux-dev", "original"},
        KnownFile{"flux_tiny/weights_diffusers.safetensors", "flux", "diffusers"},
        KnownFile{"hunyuan_vae_tiny/weights_diffusers.safetensors", "hunyuan-vae", "original"},
        KnownFile{"flux_ae_tiny/weights_original.safetensors", "flux-ae", "original"},
        KnownFile{"flux_ae_tiny/weights_diffusers.safetensors", "flux-ae", "diffusers"},
        KnownFile{"sd15_vae_tiny/weights_original.safetensors", "sd15-vae", "original"},
        KnownFile{"sd15_vae_tiny/weights_diffusers.safetensors", "sd15-vae", "diffusers"},
        KnownFile{"wan_vae_tiny/weights_original.safetensors", "wan-vae", "original"},
        KnownFile{"wan_vae_tiny/weights_diffusers.safetensors", "wan-vae", "diffusers"},
        KnownFile{"umt5_tiny/weights_original.safetensors", "t5", "original"},
        KnownFile{"umt5_tiny/weights_transformers.safetensors", "t5", "transformers"}));

class InspectEncoder : public testing::TestWithParam<KnownFile> {};

TEST_P(InspectEncoder, KnowsFamilyNamingAndSize) {
    const json part = only_part(golden_path(GetParam().path));
    EXPECT_EQ(part["family"], GetParam().family);
    EXPECT_EQ(part["naming"], GetParam().naming);
    EXPECT_EQ(part["loadable"], true);
    EXPECT_THAT(part["facts"][0].get<std::string>(), HasSubstr("4 layers, width"));
}

INSTANTIATE_TEST_SUITE_P(
    Files,
    InspectEncoder,
    testing::Values(
        KnownFile{"clip_text_tiny/weights_transformers.safetensors", "clip-text", "transformers"},
        KnownFile{"clip_vision_tiny/weights_original.safetensors", "clip-vision", "original"},
        KnownFile{"clip_vision_tiny/weights_transformers.safetensors", "clip-vision",
                  "transformers"},
        KnownFile{"llama_tiny/weights_transformers.safetensors", "llama", "transformers"}));

/// The tensors of a fixture, some dropped, under a prefix.
std::vector<std::pair<std::string, at::Tensor>> tensors_of(const std::string& fixture,
                                                           const std::string& prefix,
                                                           const std::string& dropped = {}) {
    const auto weights = tensor_io::open_weights(golden_path(fixture));
    std::vector<std::pair<std::string, at::Tensor>> tensors;
    for (const auto& [name, entry] : weights.entries()) {
        if (name != dropped) tensors.emplace_back(prefix + name, weights.tensor(name));
    }
    return tensors;
}

TEST(Inspect, TellsBothKindsOfBlocks) {
    const json part = only_part(golden_path("hunyuan_tiny/weights_diffusers.safetensors"));
    EXPECT_THAT(
        part["facts"].get<std::vector<std::string>>(),
        testing::ElementsAre("3 double-stream and 2 single-stream blocks, width 48, 2 heads, "
                             "feed-forward 96",
                             "16 channels in, 16 out, text width 64",
                             "pooled text width 64, guidance as an input"));
}

TEST(Inspect, NamesMissingAndUnexpectedTensors) {
    const TemporaryFolder folder;
    const auto path = folder / "vae.safetensors";
    auto tensors = tensors_of("wan_vae_tiny/weights_original.safetensors", "", "conv2.bias");
    tensors.emplace_back("surprise", at::zeros({2}));
    tensor_io::write_safetensors(path, tensors);
    const json part = only_part(path);
    EXPECT_EQ(part["missing"], json::array({"conv2.bias"}));
    EXPECT_EQ(part["unexpected"], json::array({"surprise"}));
    EXPECT_THAT(inspect({.path = path.string()}, {}).lines,
                Contains(HasSubstr("missing 1 tensors: conv2.bias")));
}

TEST(Inspect, FindsSeveralModelsBehindTheirPrefixes) {
    const TemporaryFolder folder;
    const auto path = folder / "all.safetensors";
    auto tensors = tensors_of("umt5_tiny/weights_transformers.safetensors",
                              "text_encoders.t5xxl.transformer.");
    const auto vae = tensors_of("wan_vae_tiny/weights_original.safetensors", "vae.");
    tensors.insert(tensors.end(), vae.begin(), vae.end());
    tensor_io::write_safetensors(path, tensors);
    const json result = inspect_json(path.string());
    ASSERT_EQ(result["parts"].size(), 2U);
    EXPECT_EQ(result["parts"][0]["family"], "wan-vae");
    EXPECT_EQ(result["parts"][1]["family"], "t5");
    EXPECT_EQ(result["parts"][1]["missing"], json::array());
}

TEST(Inspect, TellsOfTheUnet) {
    for (const char* naming : {"original", "diffusers"}) {
        const TemporaryFolder folder;
        const auto path = folder / "unet.safetensors";
        std::filesystem::copy(
            golden_path(fmt::format("sd15_unet_tiny/weights_{}.safetensors", naming)), path);
        std::ofstream(folder / "config.json")
            << R"({"attention_head_dim": 2, "norm_num_groups": 4, "num_attention_heads": null})";
        const json part = only_part(path);
        EXPECT_EQ(part["family"], "sd15-unet");
        EXPECT_EQ(part["loadable"], true);
        EXPECT_EQ(part["missing"], json::array());
        EXPECT_EQ(part["unexpected"], json::array());
        EXPECT_EQ(part["facts"][0], "25 blocks, width 8, 2 heads, feed-forward 32");
    }
}

TEST(Inspect, RecognisesWhatCannotBeLoadedYet) {
    const TemporaryFolder folder;
    const auto path = folder / "vae.safetensors";
    tensor_io::write_safetensors(
        path, {{"decoder.upsamples.0.upsamples.0.residual.0.gamma", at::ones({8, 1, 1, 1})}});
    const json part = only_part(path);
    EXPECT_EQ(part["family"], "wan22-vae");
    EXPECT_EQ(part["loadable"], false);
    EXPECT_THAT(inspect({.path = path.string()}, {}).lines.front(),
                HasSubstr("recognised, not yet loadable"));
}

TEST(Inspect, SaysWhenItDoesNotRecogniseAFile) {
    const TemporaryFolder folder;
    const auto path = folder / "latents.safetensors";
    tensor_io::write_safetensors(path, {{"latents", at::ones({2, 3})}});
    EXPECT_TRUE(only_part(path)["family"].is_null());
    EXPECT_THAT(inspect({.path = path.string()}, {}).lines.front(), HasSubstr("not recognised"));
}

TEST(InspectFolder, ListsPartsAndWhatIsMissing) {
    const TemporaryFolder folder;
    std::filesystem::create_directories(folder / "dit");
    std::filesystem::copy(golden_path("wan_tiny/weights_original.safetensors"),
                          folder / "dit" / "model.safetensors");
    std::ofstream(folder / "dit" / "config.json") << R"({"num_heads": 2})";
    std::filesystem::copy(golden_path("umt5_tiny/spiece.model"), folder / "spiece.model");
    const json result = inspect_json(folder.path().string());
    EXPECT_EQ(result["missing_parts"], json::array({"vae", "text encoder"}));
    EXPECT_EQ(result["tokenizers"][0]["pieces"], 479);
    std::filesystem::copy(golden_path("umt5_tiny/weights_original.safetensors"),
                          folder / "text.safetensors");
    std::filesystem::copy(golden_path("wan_vae_tiny/weights_original.safetensors"),
                          folder / "vae.safetensors");
    EXPECT_EQ(inspect_json(folder.path().string())["missing_parts"], json::array());
}

TEST(InspectFolder, AsksForWhatTheFamilyNeeds) {
    const TemporaryFolder folder;
    std::filesystem::copy(golden_path("hunyuan_tiny/weights_original.safetensors"),
                          folder / "hunyuan.safetensors");
    std::filesystem::copy(golden_path("hunyuan_vae_tiny/weights_diffusers.safetensors"),
                          folder / "vae.safetensors");
    std::ofstream(folder / "tokenizer.json") << "{}";
    EXPECT_EQ(inspect_json(folder.path().string())["missing_parts"],
              json::array({"text encoder (llama)", "text encoder (clip-text)", "tokenizer (bpe)"}));
    std::filesystem::remove(folder / "hunyuan.safetensors");
    EXPECT_EQ(inspect_json(folder.path().string())["missing_parts"], json::array({"denoiser"}));
}

TEST(InspectFolder, OneBadFileDoesNotHideTheOthers) {
    const TemporaryFolder folder;
    std::ofstream(folder / "broken.safetensors") << "no weights at all";
    std::filesystem::copy(golden_path("wan_vae_tiny/weights_original.safetensors"),
                          folder / "vae.safetensors");
    const ToolReport report = inspect({.path = folder.path().string()}, {});
    EXPECT_TRUE(report.failed);
    EXPECT_EQ(report.kind, ErrorKind::Input);
    EXPECT_THAT(report.message, HasSubstr("broken.safetensors"));
    const json result = json::parse(report.json);
    EXPECT_EQ(result["parts"][0]["family"], "wan-vae");
    EXPECT_EQ(result["errors"].size(), 1U);
}

TEST(InspectFault, NothingToInspectIsAnInputError) {
    const TemporaryFolder folder;
    expect_error(ErrorKind::Input, "no part of a model",
                 [&] { return inspect({.path = folder.path().string()}, {}); });
    expect_error(ErrorKind::Input, "absent",
                 [&] { return inspect({.path = (folder / "absent").string()}, {}); });
}

struct Detected {
    const char* id;
    const char* naming;
    std::vector<std::pair<const char*, std::vector<std::int64_t>>> keys;
};

class FamilyDetection : public testing::TestWithParam<Detected> {};

TEST_P(FamilyDetection, FollowsTheTableOfKeys) {
    tensor_io::WeightMap weights;
    for (const auto& [name, shape] : GetParam().keys) weights.add(name, at::zeros(shape));
    const ModelFamily* family = detect_family(weights);
    ASSERT_NE(family, nullptr);
    EXPECT_EQ(family->id, GetParam().id);
    EXPECT_EQ(family->naming, GetParam().naming);
}

INSTANTIATE_TEST_SUITE_P(
    Keys,
    FamilyDetection,
    testing::Values(
        Detected{"wan-vace",
                 "original",
                 {{"head.modulation", {1}}, {"vace_patch_embedding.weight", {1}}}},
        Detected{"wan-flf2v", "original", {{"head.modulation", {1}}, {"img_emb.emb_pos", {1}}}},
        Detected{"hunyuan",
                 "original",
                 {{"txt_in.individual_token_refiner.blocks.0.norm1.weight", {1}}}},
        Detected{"hunyuan",
                 "diffusers",
                 {{"context_embedder.token_refiner.refiner_blocks.0.norm1.weight", {1}}}},
        Detected{
            "flux-schnell",
            "original",
            {{"double_blocks.0.img_attn.norm.key_norm.scale", {1}}, {"img_in.weight", {1, 1}}}},
        Detected{
            "flux",
            "diffusers",
            {{"transformer_blocks.0.attn.add_q_proj.weight", {1}}, {"x_embedder.weight", {1, 1}}}},
        Detected{"sd15-unet", "original", {{"input_blocks.0.0.weight", {1}}}},
        Detected{"sd15-unet",
                 "diffusers",
                 {{"down_blocks.0.resnets.0.conv1.weight", {1}}, {"conv_in.weight", {1}}}},
        Detected{"wan22-vae",
                 "original",
                 {{"decoder.middle.0.residual.0.gamma", {1}},
                  {"decoder.upsamples.0.upsamples.0.residual.0.gamma", {1}}}},
        Detected{"hunyuan-vae", "original", {{"decoder.conv_in.conv.weight", {8, 16, 3, 3, 3}}}},
        Detected{
            "flux-ae",
            "original",
            {{"decoder.conv_in.weight", {8, 16, 3, 3}}, {"decoder.mid.block_1.conv1.weight", {1}}}},
        Detected{"flux-ae", "diffusers", {{"decoder.conv_in.weight", {8, 16, 3, 3}}}},
        Detected{
            "sd15-vae",
            "original",
            {{"decoder.conv_in.weight", {8, 4, 3, 3}}, {"decoder.mid.block_1.conv1.weight", {1}}}},
        Detected{"sd15-vae", "diffusers", {{"decoder.conv_in.weight", {8, 4, 3, 3}}}},
        Detected{"clip-text",
                 "transformers",
                 {{"text_model.embeddings.token_embedding.weight", {1}}}},
        Detected{"llama",
                 "transformers",
                 {{"embed_tokens.weight", {1}}, {"layers.0.mlp.gate_proj.weight", {1}}}},
        Detected{"clip-vision", "original", {{"visual.cls_embedding", {1}}}},
        Detected{"clip-vision",
                 "transformers",
                 {{"vision_model.embeddings.class_embedding", {1}}}}));

}  // namespace
}  // namespace plumbline::tools::tests
