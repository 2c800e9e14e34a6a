// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/expect_error.h"
#include "support/golden_tensors.h"
#include "vae/wan_vae.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace plumbline::vae {
namespace {

using namespace plumbline::tests;

tensor_io::WeightMap original() {
    return golden("wan_vae_tiny/weights_original.safetensors");
}

void expect_refused(const tensor_io::WeightMap& weights, std::string_view part) {
    expect_error(ErrorKind::Input, part,
                 [&] { return WanVae(canonical_wan_vae_names(weights), {}).weight_bytes(); });
}

TEST(WanVaeNames, DiffusersNamesBecomeTheOriginalOnes) {
    const auto canonical =
        canonical_wan_vae_names(golden("wan_vae_tiny/weights_diffusers.safetensors"));
    EXPECT_EQ(shapes_of(canonical), shapes_of(original()));
    for (const auto& [name, entry] : canonical.entries()) {
        EXPECT_TRUE(at::equal(canonical.tensor(name), original().tensor(name))) << name;
    }
}

TEST(WanVaeNames, PrefixesAreTakenOff) {
    for (const char* prefix : {"first_stage_model.", "vae.", "model."}) {
        const auto prefixed =
            original().renamed([&](const std::string& name) { return prefix + name; });
        EXPECT_TRUE(is_wan_vae(prefixed)) << prefix;
        EXPECT_EQ(shapes_of(canonical_wan_vae_names(prefixed)), shapes_of(original()));
    }
}

TEST(WanVaeNames, ParametersAreTheTensorsOfTheFile) {
    auto listed = wan_vae_parameters(4);
    std::ranges::sort(listed);
    EXPECT_EQ(listed, shapes_of(original()));
    EXPECT_EQ(WanVae(original(), {}).weight_bytes(),
              static_cast<std::int64_t>(original().total_bytes()));
}

TEST(WanVaeNames, OtherModelsAreNone) {
    for (const char* other :
         {"wan_tiny/weights_original.safetensors", "wan_tiny/weights_diffusers.safetensors",
          "umt5_tiny/weights_original.safetensors"}) {
        EXPECT_FALSE(is_wan_vae(golden(other))) << other;
        expect_refused(golden(other), "encoder.conv1.weight");
    }
}

TEST(WanVaeFaults, TheFormOfWan22IsRefused) {
    expect_refused(with(original(), "conv2.weight", at::zeros({48, 48, 1, 1, 1})), "Wan 2.1");
    auto nested = original();
    nested.add("decoder.upsamples.0.upsamples.0.residual.0.gamma", at::ones({16, 1, 1, 1}));
    expect_refused(nested, "Wan 2.1");
    expect_refused(with(original(), "encoder.conv1.weight", at::zeros({4, 12, 3, 3, 3})), "");
}

TEST(WanVaeFaults, MissingUnexpectedAndMisshapenTensorsAreNamed) {
    const auto weights = original();
    for (const auto& [name, entry] : weights.entries()) {
        expect_refused(without(original(), name), name);
        std::vector<std::int64_t> shape = entry.shape;
        shape.front() += 1;
        expect_refused(with(original(), name, at::zeros(shape)), "");
    }
    auto more = original();
    more.add("decoder.extra.weight", at::ones({2}));
    expect_refused(more, "decoder.extra.weight");
}

}  // namespace
}  // namespace plumbline::vae
