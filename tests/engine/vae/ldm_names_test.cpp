// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/golden_tensors.h"
#include "vae/ldm_coder.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <array>
#include <regex>

namespace plumbline::vae {
namespace {

using namespace plumbline::tests;

void expect_same(const tensor_io::WeightMap& got, const tensor_io::WeightMap& wanted) {
    ASSERT_EQ(shapes_of(got), shapes_of(wanted));
    for (const auto& [name, entry] : wanted.entries()) {
        EXPECT_TRUE(at::equal(got.tensor(name), wanted.tensor(name))) << name;
    }
}

TEST(LdmNames, OriginalNamesBecomeThoseOfDiffusers) {
    for (const char* model : {"flux_ae_tiny", "sd15_vae_tiny"}) {
        expect_same(
            ldm::canonical_names(golden(std::string(model) + "/weights_original.safetensors")),
            golden(std::string(model) + "/weights_diffusers.safetensors"));
    }
}

TEST(LdmNames, PrefixesAreTakenOff) {
    const auto weights = golden("sd15_vae_tiny/weights_original.safetensors");
    for (const char* prefix : {"first_stage_model.", "vae.", "model."}) {
        const auto prefixed =
            weights.renamed([&](const std::string& name) { return prefix + name; });
        EXPECT_EQ(shapes_of(ldm::canonical_names(prefixed)),
                  shapes_of(golden("sd15_vae_tiny/weights_diffusers.safetensors")));
    }
}

TEST(LdmNames, OlderDiffusersSpellItsAttentionOtherwise) {
    constexpr std::array<std::pair<const char*, const char*>, 4> kOld{
        {{".to_q.", ".query."},
         {".to_k.", ".key."},
         {".to_v.", ".value."},
         {".to_out.0.", ".proj_attn."}}};
    const auto weights = golden("sd15_vae_tiny/weights_diffusers.safetensors");
    int renamed = 0;
    const auto old = weights.renamed([&](std::string name) {
        for (const auto& [now, then] : kOld) {
            const std::size_t place = name.find(now);
            if (place == std::string::npos) continue;
            name.replace(place, std::string_view(now).size(), then);
            ++renamed;
        }
        return name;
    });
    EXPECT_EQ(renamed, 16);
    expect_same(ldm::canonical_names(old), weights);
}

/// What ComfyUI writes: latent diffusion's names also for clips.
TEST(LdmNames, ClipsHaveTheNamesOfLatentDiffusionToo) {
    const auto weights = golden("hunyuan_vae_tiny/weights_diffusers.safetensors");
    tensor_io::WeightMap other;
    for (const auto& [full, entry] : weights.entries()) {
        std::string name = full;
        const auto replace = [&](const char* from, const char* to) {
            name = std::regex_replace(name, std::regex(from), to);
        };
        replace(R"(down_blocks\.(\d)\.resnets\.(\d))", "down.$1.block.$2");
        replace(R"(down_blocks\.(\d)\.downsamplers\.0)", "down.$1.downsample");
        for (int level = 0; level < 4; ++level) {
            const std::string here = "up_blocks\\." + std::to_string(level),
                              there = "up." + std::to_string(3 - level);
            replace((here + R"(\.resnets\.(\d))").c_str(), (there + ".block.$1").c_str());
            replace((here + R"(\.upsamplers\.0)").c_str(), (there + ".upsample").c_str());
        }
        replace("conv_shortcut", "nin_shortcut");
        replace(R"(mid_block\.resnets\.0)", "mid.block_1");
        replace(R"(mid_block\.resnets\.1)", "mid.block_2");
        replace(R"(mid_block\.attentions\.0\.group_norm)", "mid.attn_1.norm");
        replace(R"(mid_block\.attentions\.0\.to_([qkv]))", "mid.attn_1.$1");
        replace(R"(mid_block\.attentions\.0\.to_out\.0)", "mid.attn_1.proj_out");
        replace("conv_norm_out", "norm_out");
        const at::Tensor tensor = weights.tensor(full);
        const bool matrix = name.find("attn_1") != std::string::npos && tensor.dim() == 2;
        other.add(name, matrix ? tensor.view({tensor.size(0), tensor.size(1), 1, 1, 1}) : tensor);
    }
    ASSERT_TRUE(other.contains("decoder.up.3.block.0.conv1.conv.weight"));
    expect_same(ldm::canonical_names(other), weights);
}

TEST(LdmNames, NamesOfOtherModelsStayAsTheyAre) {
    const auto wan = golden("wan_tiny/weights_original.safetensors");
    EXPECT_EQ(shapes_of(ldm::canonical_names(wan)), shapes_of(wan));
    tensor_io::WeightMap odd;
    for (const char* name :
         {"encoder.down.x.block.0.norm1.weight", "decoder.up.0.other", "decoder.up.", "encoder."})
        odd.add(name, at::ones({1}));
    EXPECT_EQ(shapes_of(ldm::canonical_names(odd)), shapes_of(odd));
}

}  // namespace
}  // namespace plumbline::vae
