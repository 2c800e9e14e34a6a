// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/tiny_unet.h"
#include "support/expect_error.h"
#include "support/golden_tensors.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace plumbline::models::unet {
namespace {

using namespace plumbline::tests;

void expect_refused(const tensor_io::WeightMap& weights, std::string_view part) {
    expect_error(ErrorKind::Input, part, [&] { return open(weights).weight_bytes(); });
}

/// One block of every kind, and what is outside them.
bool stands_for_all(const std::string& name) {
    for (const char* place :
         {"time_embed.", "input_blocks.0.", "input_blocks.3.", "input_blocks.4.",
          "input_blocks.11.", "middle_block.", "output_blocks.2.", "output_blocks.5.", "out."}) {
        if (name.starts_with(place)) return true;
    }
    return false;
}

TEST(UnetNames, DiffusersNamesBecomeTheOriginalOnes) {
    const auto canonical = canonical_names(tiny("diffusers"));
    const auto original = tiny();
    ASSERT_EQ(shapes_of(canonical), shapes_of(original));
    for (const auto& [name, entry] : canonical.entries()) {
        EXPECT_TRUE(at::equal(canonical.tensor(name), original.tensor(name))) << name;
    }
}

TEST(UnetNames, PrefixesOfOtherProgramsAreTakenOff) {
    for (const char* prefix : {"model.diffusion_model.", "model.model.", "net.", "model."}) {
        for (const char* naming : {"original", "diffusers"}) {
            const auto prefixed =
                tiny(naming).renamed([&](const std::string& name) { return prefix + name; });
            EXPECT_TRUE(is_unet(prefixed)) << prefix << naming;
            EXPECT_EQ(shapes_of(canonical_names(prefixed)), shapes_of(tiny())) << prefix << naming;
        }
    }
}

TEST(UnetNames, OfTheFileOfAWholeModelOnlyTheUnetIsTaken) {
    auto whole =
        tiny().renamed([](const std::string& name) { return "model.diffusion_model." + name; });
    whole.add("first_stage_model.decoder.conv_in.weight", at::ones({8, 4, 3, 3}));
    whole.add("cond_stage_model.transformer.text_model.embeddings.position_ids", at::ones({1, 77}));
    whole.add("model_ema.decay", at::ones({1}));
    whole.add("alphas_cumprod", at::ones({1000}));
    EXPECT_TRUE(is_unet(whole));
    EXPECT_EQ(shapes_of(canonical_names(whole)), shapes_of(tiny()));
    EXPECT_EQ(open(whole).shape().blocks, 25);
}

TEST(UnetNames, OtherModelsAreNoUnet) {
    EXPECT_TRUE(is_unet(tiny()));
    EXPECT_TRUE(is_unet(tiny("diffusers")));
    for (const char* other :
         {"wan_tiny/weights_original.safetensors", "wan_tiny/weights_diffusers.safetensors",
          "wan_vae_tiny/weights_original.safetensors", "wan_vae_tiny/weights_diffusers.safetensors",
          "umt5_tiny/weights_original.safetensors"}) {
        EXPECT_FALSE(is_unet(golden(other))) << other;
        expect_refused(golden(other), "input_blocks.0.0.weight");
    }
}

TEST(UnetNames, ParametersAreTheTensorsOfTheFile) {
    auto listed = parameters(detect_config(tiny(), two_heads()));
    std::ranges::sort(listed);
    EXPECT_EQ(listed, shapes_of(tiny()));
}

TEST(UnetFaults, AnUnexpectedTensorIsNamed) {
    for (const char* name : {"label_emb.0.0.weight", "input_blocks.12.0.in_layers.0.weight",
                             "output_blocks.11.1.norm.weight.extra"}) {
        auto weights = tiny();
        weights.add(name, at::ones({2}));
        expect_refused(weights, name);
    }
    auto odd = tiny("diffusers");
    odd.add("down_blocks.x.resnets.0.conv1.weight", at::ones({2}));
    expect_refused(odd, "down_blocks.x.resnets.0.conv1.weight");
}

TEST(UnetFaults, AMissingTensorIsNamed) {
    const auto weights = tiny();
    for (const auto& [name, entry] : weights.entries()) {
        // These decide how many layers, levels and attentions there are; without one the others are
        // left over or what follows is missing.
        if (!stands_for_all(name)) continue;
        const bool decides = name.ends_with(".0.in_layers.2.weight") ||
                             name.ends_with(".0.op.weight") || name.ends_with(".1.norm.weight");
        expect_refused(without(weights, name), decides ? "" : name);
    }
}

TEST(UnetFaults, AWrongShapeIsNamed) {
    const auto weights = tiny();
    for (const auto& [name, entry] : weights.entries()) {
        if (!stands_for_all(name)) continue;
        std::vector<std::int64_t> shape = entry.shape;
        shape.push_back(1);
        expect_refused(with(weights, name, at::zeros(shape)), "");
    }
    expect_refused(with(weights, "time_embed.0.weight", at::zeros({32, 7})), "time_embed.0.weight");
    expect_refused(with(weights, "out.2.weight", at::zeros({4, 8, 1, 1})), "out.2.weight");
    expect_refused(with(weights, "middle_block.1.proj_in.weight", at::zeros({20, 20})),
                   "middle_block.1.proj_in.weight");
}

TEST(UnetFaults, AUnetWithoutTextIsRefused) {
    const auto blind = tiny().renamed([](const std::string& name) {
        const bool looks = name.find(".1.norm.") != std::string::npos ||
                           name.find(".1.proj_") != std::string::npos ||
                           name.find(".transformer_blocks.") != std::string::npos;
        return looks ? std::nullopt : std::optional(name);
    });
    expect_refused(blind, "no level of this U-Net looks at a text");
}

}  // namespace
}  // namespace plumbline::models::unet
