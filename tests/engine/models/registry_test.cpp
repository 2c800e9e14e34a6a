// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/registry.h"

#include "base/error.h"
#include "support/golden_tensors.h"

#include <gtest/gtest.h>

namespace plumbline::models {
namespace {

using tests::golden;

TEST(ModelFamilies, AreToldFromTheTensorsOfEveryNaming) {
    struct Known {
        const char* model;
        const char* family;
    };
    for (const Known known :
         {Known{"wan_tiny", "wan"}, Known{"wan_i2v_tiny", "wan"}, Known{"hunyuan_tiny", "hunyuan"},
          Known{"flux_tiny", "flux"}, Known{"sd15_unet_tiny", "sd15"}}) {
        for (const char* naming : {"original", "diffusers"}) {
            const auto weights =
                golden(fmt::format("{}/weights_{}.safetensors", known.model, naming));
            const Family* family = family_of(weights);
            ASSERT_NE(family, nullptr) << known.model << naming;
            EXPECT_EQ(family->id, known.family);
            int holders = 0;
            for (const Family& entry : families()) holders += entry.holds(weights) ? 1 : 0;
            EXPECT_EQ(holders, 1) << known.model << naming;
        }
    }
    for (const char* other :
         {"wan_vae_tiny/weights_original.safetensors", "umt5_tiny/weights_original.safetensors"}) {
        EXPECT_EQ(family_of(golden(other)), nullptr) << other;
    }
}

TEST(ModelFamilies, SayTheirSizesAndOpen) {
    for (const Family& family : families()) {
        EXPECT_EQ(&find_family(family.id), &family);
        const bool unet = family.id == "sd15";
        const auto canonical = family.canonical_names(golden(fmt::format(
            "{}{}_tiny/weights_diffusers.safetensors", family.id, unet ? "_unet" : "")));
        ConfigHints hints;
        hints.heads = 2;
        hints.norm_groups = 4;
        const DenoiserSizes sizes = family.sizes(canonical, hints);
        const auto denoiser = family.open(canonical, hints, {});
        EXPECT_EQ(denoiser->shape().blocks, sizes.blocks) << family.id;
        EXPECT_EQ(denoiser->shape().probe_blocks, sizes.probe_blocks);
        EXPECT_EQ(sizes.in_channels, unet ? 4 : 16);
        EXPECT_EQ(sizes.out_channels, unet ? 4 : 16);
        EXPECT_EQ(sizes.heads, 2);
        EXPECT_FALSE(sizes.image_to_video());
        const bool dual = family.id == "hunyuan" || family.id == "flux";
        EXPECT_EQ(sizes.dual_stream, dual);
        EXPECT_EQ(sizes.takes_guidance, dual);
        EXPECT_EQ(sizes.pooled_dim, dual ? 64 : 0);
        EXPECT_EQ(family.prediction, unet ? api::Prediction::Epsilon : api::Prediction::Velocity);
    }
    EXPECT_THROW(static_cast<void>(find_family("sora")), InternalError);
}

}  // namespace
}  // namespace plumbline::models
