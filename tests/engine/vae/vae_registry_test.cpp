// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/file.h"
#include "engine/vae/tiny_vaes.h"
#include "support/expect_error.h"
#include "support/temporary_folder.h"
#include "vae/registry.h"

#include <set>

namespace plumbline::vae {
namespace {

using namespace plumbline::tests;

struct Known {
    const char* file;
    const char* id;
    const char* family;
};

class VaeOfTensors : public testing::TestWithParam<Known> {};

TEST_P(VaeOfTensors, IsFoundBareBehindPrefixesAndAmongOtherParts) {
    const auto weights = golden(GetParam().file);
    std::vector<tensor_io::WeightMap> forms{weights};
    for (const char* prefix : {"first_stage_model.", "vae.", "model."}) {
        forms.push_back(weights.renamed([&](const std::string& name) { return prefix + name; }));
    }
    for (const char* prefix : {"first_stage_model.", "vae."}) {
        auto whole = weights.renamed([&](const std::string& name) { return prefix + name; });
        whole.add("model.diffusion_model.input_blocks.0.0.weight", at::ones({1}));
        forms.push_back(whole);
    }
    for (const auto& form : forms) {
        const VaeEntry* entry = vae_of_tensors(form);
        ASSERT_NE(entry, nullptr);
        EXPECT_EQ(entry->id, GetParam().id);
        EXPECT_EQ(entry, vae_of_family(GetParam().family));
        EXPECT_EQ(entry, vae_of_id(GetParam().id));
        EXPECT_GT(open_vae(form, tiny_hints(), {})->weight_bytes(), 0);
    }
}

INSTANTIATE_TEST_SUITE_P(
    Files,
    VaeOfTensors,
    testing::Values(Known{"wan_vae_tiny/weights_original.safetensors", "wan-vae", "wan"},
                    Known{"wan_vae_tiny/weights_diffusers.safetensors", "wan-vae", "wan"},
                    Known{"hunyuan_vae_tiny/weights_diffusers.safetensors", "hunyuan-vae",
                          "hunyuan"},
                    Known{"flux_ae_tiny/weights_original.safetensors", "flux-ae", "flux"},
                    Known{"flux_ae_tiny/weights_diffusers.safetensors", "flux-ae", "flux"},
                    Known{"sd15_vae_tiny/weights_original.safetensors", "sd15-vae", "sd15"},
                    Known{"sd15_vae_tiny/weights_diffusers.safetensors", "sd15-vae", "sd15"}));

TEST(VaeRegistry, EveryRowIsWhole) {
    std::set<std::string_view> ids, families;
    for (const VaeEntry* entry : vae_entries()) {
        EXPECT_TRUE(ids.insert(entry->id).second);
        EXPECT_TRUE(families.insert(entry->family).second);
        EXPECT_FALSE(entry->preview().rows.empty());
    }
    EXPECT_EQ(vae_of_id("none"), nullptr);
    EXPECT_EQ(vae_of_family("none"), nullptr);
}

TEST(VaeRegistry, OtherModelsAreNone) {
    for (const char* other :
         {"wan_tiny/weights_original.safetensors", "umt5_tiny/weights_original.safetensors"}) {
        EXPECT_EQ(vae_of_tensors(golden(other)), nullptr) << other;
        expect_error(ErrorKind::Input, "no autoencoder that is known",
                     [&] { return open_vae(golden(other), {}, {})->weight_bytes(); });
    }
}

TEST(VaeHints, AreReadFromAConfiguration) {
    const VaeHints hints = read_vae_hints(
        R"({"_class_name": "AutoencoderKL", "norm_num_groups": 8, "scaling_factor": 0.5,
            "shift_factor": null, "sample_size": [1, 2]})",
        "config.json");
    EXPECT_EQ(hints.norm_groups, 8);
    EXPECT_EQ(hints.scaling_factor, 0.5);
    EXPECT_FALSE(hints.shift_factor.has_value());
    for (const char* wrong :
         {"", "[]", R"({"norm_num_groups": 0})", R"({"norm_num_groups": 2.5})",
          R"({"norm_num_groups": "8"})", R"({"scaling_factor": 0})", R"({"shift_factor": "x"})"}) {
        expect_error(ErrorKind::Input, "config.json",
                     [&] { return read_vae_hints(wrong, "config.json").norm_groups; });
    }
}

TEST(VaeHints, LieBesideTheWeights) {
    const TemporaryFolder folder;
    EXPECT_FALSE(hints_beside(folder / "vae.safetensors").norm_groups.has_value());
    base::write_file(folder / "config.json", R"({"norm_num_groups": 4})", true);
    EXPECT_EQ(hints_beside(folder / "vae.safetensors").norm_groups, 4);
    EXPECT_EQ(hints_beside(folder.path()).norm_groups, 4);
}

}  // namespace
}  // namespace plumbline::vae
