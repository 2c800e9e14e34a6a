// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/tiny_dual_stream.h"
#include "models/flux/config.h"
#include "models/hunyuan/config.h"
#include "support/expect_error.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace plumbline::models {
namespace {

using namespace plumbline::tests;

class DualStreamNames : public testing::TestWithParam<const char*> {
protected:
    [[nodiscard]] tensor_io::WeightMap weights(const char* naming) const {
        return tiny_weights(GetParam(), naming);
    }
    [[nodiscard]] tensor_io::WeightMap canonical(const char* naming) const {
        return find_family(GetParam()).canonical_names(weights(naming));
    }
    void expect_refused(const tensor_io::WeightMap& spoiled, std::string_view part) const {
        expect_error(ErrorKind::Input, part,
                     [&] { return open_tiny(spoiled, GetParam())->weight_bytes(); });
    }
};

TEST_P(DualStreamNames, DiffusersTensorsBecomeTheOriginalOnes) {
    const auto ours = canonical("diffusers"), expected = canonical("original");
    EXPECT_EQ(shapes_of(ours), shapes_of(expected));
    for (const auto& [name, entry] : expected.entries())
        EXPECT_TRUE(at::equal(ours.tensor(name), expected.tensor(name))) << name;
}

TEST_P(DualStreamNames, CanonicalNamesStayAsTheyAre) {
    const auto once = canonical("original");
    EXPECT_EQ(shapes_of(find_family(GetParam()).canonical_names(once)), shapes_of(once));
    EXPECT_EQ(open_tiny(once, GetParam())->shape().blocks, 5);
}

TEST_P(DualStreamNames, PrefixesOfOtherProgramsAreTakenOff) {
    for (const char* prefix : {"model.diffusion_model.", "model.model.", "net.", "model."}) {
        for (const char* naming : {"original", "diffusers"}) {
            const auto prefixed =
                weights(naming).renamed([&](const std::string& name) { return prefix + name; });
            const Family* family = family_of(prefixed);
            ASSERT_NE(family, nullptr) << prefix;
            EXPECT_EQ(family->id, GetParam());
            EXPECT_EQ(open_tiny(prefixed, GetParam())->shape().blocks, 5) << prefix;
        }
    }
}

TEST_P(DualStreamNames, AFileOfAWholeModelGivesItsDenoiser) {
    auto whole = weights("original").renamed([](const std::string& name) {
        return "model.diffusion_model." + name;
    });
    whole.add("vae.decoder.conv_in.weight", at::ones({8, 16, 3, 3}));
    whole.add("text_encoders.clip_l.transformer.text_model.final_layer_norm.weight", at::ones({8}));
    ASSERT_NE(family_of(whole), nullptr);
    EXPECT_EQ(family_of(whole)->id, GetParam());
    EXPECT_EQ(open_tiny(whole, GetParam())->shape().blocks, 5);
}

TEST_P(DualStreamNames, SizesListTheTensorsOfTheFile) {
    auto listed = find_family(GetParam()).sizes(canonical("original"), {}).parameters;
    std::ranges::sort(listed);
    EXPECT_EQ(listed, shapes_of(canonical("original")));
}

TEST_P(DualStreamNames, AMissingTensorIsNamed) {
    const auto whole = canonical("original");
    for (const auto& [name, entry] : whole.entries()) {
        // Without these the model reads as one without guidance or with fewer blocks, and what
        // belongs to them is left over.
        if (name.starts_with("guidance_in.in_layer.weight")) continue;
        const bool counted = name.ends_with("img_mod.lin.weight") ||
                             name.ends_with("modulation.lin.weight") ||
                             name.ends_with("norm1.weight");
        expect_refused(without(whole, name), counted ? "blocks." : name);
    }
    expect_refused(without(whole, "guidance_in.in_layer.weight"), "guidance_in.in_layer.bias");
}

TEST_P(DualStreamNames, AMissingPieceOfAFusedTensorIsNamed) {
    for (const char* piece :
         {"transformer_blocks.0.attn.to_k.weight", "single_transformer_blocks.1.proj_mlp.bias"}) {
        const std::string fused = piece[0] == 't' ? "double_blocks.0.img_attn.qkv.weight"
                                                  : "single_blocks.1.linear1.bias";
        expect_refused(without(weights("diffusers"), piece), fused);
    }
    expect_refused(with(weights("diffusers"), "transformer_blocks.1.attn.add_v_proj.weight",
                        at::zeros({48, 47})),
                   "double_blocks.1.txt_attn.qkv.weight");
}

TEST_P(DualStreamNames, AnUnexpectedTensorIsNamed) {
    auto more = weights("original");
    more.add("double_blocks.1.lora_up.weight", at::ones({2}));
    expect_refused(more, "double_blocks.1.lora_up.weight");
}

TEST_P(DualStreamNames, AWrongShapeIsRefused) {
    const auto whole = canonical("original");
    // What is as wide as another file's text, sinusoid or MLP says so here.
    const auto decides = [](const std::string& name) {
        return name.ends_with("in_layer.weight") || name == "txt_in.weight" ||
               name == "txt_in.input_embedder.weight";
    };
    for (const auto& [name, entry] : whole.entries()) {
        std::vector<std::int64_t> shape = entry.shape;
        shape.back() += 2;
        if (!decides(name)) expect_refused(with(whole, name, at::zeros(shape)), "");
        shape.push_back(1);
        expect_refused(with(whole, name, at::zeros(shape)), "");
    }
}

INSTANTIATE_TEST_SUITE_P(Families,
                         DualStreamNames,
                         testing::Values("flux", "hunyuan"),
                         [](const auto& info) { return std::string(info.param); });

TEST(HunyuanNames, ModelsThatStartFromAnImageAreNamed) {
    const auto whole = tiny_weights("hunyuan", "original");
    expect_error(ErrorKind::Input, "start from an image", [&] {
        return open_tiny(with(whole, "img_in.proj.weight", at::zeros({48, 33, 1, 2, 2})), "hunyuan")
            ->weight_bytes();
    });
    expect_error(ErrorKind::Input, "img_in.proj.weight", [&] {
        return open_tiny(with(whole, "img_in.proj.weight", at::zeros({48, 16, 2, 2, 2})), "hunyuan")
            ->weight_bytes();
    });
}

TEST(FluxConfig, SizesComeFromTheTensors) {
    const auto canonical = flux::canonical_names(tiny_weights("flux", "original"));
    const flux::Config config = flux::detect_config(canonical, {});
    EXPECT_EQ(config.stack.dim, 48);
    EXPECT_EQ(config.stack.heads, 2);
    EXPECT_EQ(config.stack.mlp_dim, 192);
    EXPECT_EQ(config.stack.double_blocks, 2);
    EXPECT_EQ(config.stack.single_blocks, 3);
    EXPECT_EQ(config.stack.rope_axes, (std::array<std::int64_t, 3>{4, 10, 10}));
    EXPECT_EQ(config.stack.rope_theta, 10000.0);
    EXPECT_TRUE(config.stack.text_first);
    EXPECT_EQ(config.ends.in_channels, 16);
    EXPECT_EQ(config.ends.out_channels, 16);
    EXPECT_EQ(config.ends.pooled_dim, 64);
    EXPECT_TRUE(config.ends.guidance);
    EXPECT_EQ(config.text_dim, 64);
    EXPECT_EQ(config.text_len, 512);
    const auto schnell = without(canonical, "guidance_in.in_layer.weight");
    EXPECT_EQ(flux::detect_config(schnell, {}).text_len, 256);
}

TEST(HunyuanConfig, SizesComeFromTheTensors) {
    const auto canonical = hunyuan::canonical_names(tiny_weights("hunyuan", "diffusers"));
    const hunyuan::Config config = hunyuan::detect_config(canonical, {});
    EXPECT_EQ(config.stack.double_blocks, 3);
    EXPECT_EQ(config.stack.single_blocks, 2);
    EXPECT_EQ(config.stack.mlp_dim, 96);
    EXPECT_EQ(config.stack.rope_theta, 256.0);
    EXPECT_FALSE(config.stack.text_first);
    EXPECT_EQ(config.ends.in_channels, 16);
    EXPECT_EQ(config.text_len, 256);
    EXPECT_EQ(config.refiner_blocks, 2);
    EXPECT_EQ(config.refiner_mlp_dim, 192);
}

TEST(DualStreamConfig, HintsSayWhatTensorsCannotAndMustAgree) {
    const auto canonical = flux::canonical_names(tiny_weights("flux", "original"));
    ConfigHints hints;
    hints.origin = "config.json";
    hints.rope_axes = {8, 8, 8};
    hints.rope_theta = 500.0;
    EXPECT_EQ(flux::detect_config(canonical, hints).stack.rope_axes,
              (std::array<std::int64_t, 3>{8, 8, 8}));
    EXPECT_EQ(flux::detect_config(canonical, hints).stack.rope_theta, 500.0);
    const auto expect_fault = [&](const ConfigHints& wrong, std::string_view part) {
        expect_error(ErrorKind::Input, part,
                     [&] { return flux::detect_config(canonical, wrong).text_dim; });
    };
    hints.rope_axes = {8, 8, 10};
    expect_fault(hints, "8, 8, 10");
    hints.rope_axes = {7, 7, 10};
    expect_fault(hints, "7, 7, 10");
    hints.rope_axes = {};
    hints.layers = 19;
    expect_fault(hints, "num_layers 19");
    hints.layers = {};
    hints.head_dim = 128;
    expect_fault(hints, "attention_head_dim 128");
}

}  // namespace
}  // namespace plumbline::models
