// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/tiny_wan.h"
#include "support/expect_error.h"
#include "support/golden_tensors.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace plumbline::models::wan {
namespace {

using namespace plumbline::tests;

tensor_io::WeightMap original(const std::string& model = "wan_tiny") {
    return golden(model + "/weights_original.safetensors");
}

void expect_refused(const tensor_io::WeightMap& weights, std::string_view part) {
    expect_error(ErrorKind::Input, part, [&] { return open(weights).weight_bytes(); });
}

TEST(WanNames, DiffusersNamesBecomeTheOriginalOnes) {
    for (const char* model : {"wan_tiny", "wan_i2v_tiny"}) {
        const auto canonical =
            canonical_names(golden(std::string(model) + "/weights_diffusers.safetensors"));
        EXPECT_EQ(shapes_of(canonical), shapes_of(original(model))) << model;
        for (const auto& [name, entry] : canonical.entries()) {
            EXPECT_TRUE(at::equal(canonical.tensor(name), original(model).tensor(name))) << name;
        }
    }
}

TEST(WanNames, PrefixesOfOtherProgramsAreTakenOff) {
    for (const char* prefix : {"model.diffusion_model.", "model.model.", "net.", "model."}) {
        for (const char* naming : {"original", "diffusers"}) {
            const auto prefixed =
                golden(std::string("wan_tiny/weights_") + naming + ".safetensors")
                    .renamed([&](const std::string& name) { return prefix + name; });
            EXPECT_TRUE(is_wan(prefixed)) << prefix;
            EXPECT_EQ(shapes_of(canonical_names(prefixed)), shapes_of(original())) << prefix;
            EXPECT_EQ(open(prefixed).shape().blocks, 5) << prefix;
        }
    }
}

TEST(WanNames, OtherModelsAreNoWan) {
    EXPECT_TRUE(is_wan(original("wan_i2v_tiny")));
    for (const char* other :
         {"wan_vae_tiny/weights_original.safetensors", "wan_vae_tiny/weights_diffusers.safetensors",
          "umt5_tiny/weights_original.safetensors", "umt5_tiny/weights_transformers.safetensors"}) {
        EXPECT_FALSE(is_wan(golden(other))) << other;
        expect_refused(golden(other), "patch_embedding.weight");
    }
}

TEST(WanNames, ParametersAreTheTensorsOfTheFile) {
    for (const char* model : {"wan_tiny", "wan_i2v_tiny"}) {
        auto listed = parameters(detect_config(original(model), two_heads()));
        std::ranges::sort(listed);
        EXPECT_EQ(listed, shapes_of(original(model))) << model;
    }
}

TEST(WanNames, AnUnusedTensorOfConversionsIsPassedOver) {
    auto weights = golden("wan_i2v_tiny/weights_diffusers.safetensors");
    weights.add("blocks.0.attn2.norm_added_q.weight", at::ones({64}));
    EXPECT_EQ(open(weights).shape().blocks, 3);
}

TEST(WanFaults, AnUnexpectedTensorIsNamed) {
    auto weights = original();
    weights.add("blocks.1.lora_up.weight", at::ones({2}));
    expect_refused(weights, "blocks.1.lora_up.weight");
}

TEST(WanFaults, AMissingTensorIsNamed) {
    const auto weights = original("wan_i2v_tiny");
    for (const auto& [name, entry] : weights.entries()) {
        // Without the first of these the model reads as text-to-video, and the others are left
        // over.
        if (name.starts_with("img_emb.proj.0") || name.ends_with(".modulation")) continue;
        expect_refused(without(original("wan_i2v_tiny"), name), name);
    }
}

TEST(WanFaults, AMissingBlockLeavesTheLaterOnesOver) {
    const auto gap = original().renamed([](const std::string& name) {
        return name.starts_with("blocks.2.") ? std::nullopt : std::optional(name);
    });
    expect_refused(gap, "blocks.3.");
    expect_refused(without(original(), "blocks.4.modulation"), "blocks.4.");
    const auto none = original().renamed([](const std::string& name) {
        return name.starts_with("blocks.") ? std::nullopt : std::optional(name);
    });
    expect_refused(none, "blocks.0.");
}

TEST(WanFaults, AnImageModelWithoutItsEntranceIsNamed) {
    expect_refused(without(original("wan_i2v_tiny"), "img_emb.proj.0.weight"), "k_img");
    expect_refused(without(original("wan_i2v_tiny"), "img_emb.proj.0.bias"), "img_emb.proj.0.bias");
}

TEST(WanFaults, AWrongShapeIsNamed) {
    const auto weights = original();
    for (const auto& [name, entry] : weights.entries()) {
        std::vector<std::int64_t> shape = entry.shape;
        shape.back() += 2;
        // The width of the text and of the time's sines is whatever these two say.
        const bool decides = name == "text_embedding.0.weight" || name == "time_embedding.0.weight";
        if (!decides) expect_refused(with(original(), name, at::zeros(shape)), "");
        shape.push_back(1);
        expect_refused(with(original(), name, at::zeros(shape)), "");
    }
}

TEST(WanFaults, OtherKindsOfWanAreNamed) {
    auto vace = original();
    vace.add("vace_patch_embedding.weight", at::ones({64, 96, 1, 2, 2}));
    expect_refused(vace, "VACE");
    expect_refused(with(original(), "patch_embedding.weight", at::zeros({64, 16, 1, 4, 4})),
                   "patch_embedding.weight");
    expect_refused(with(original(), "time_embedding.0.weight", at::zeros({64, 63})),
                   "time_embedding.0.weight");
}

}  // namespace
}  // namespace plumbline::models::wan
