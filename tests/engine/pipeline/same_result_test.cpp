// SPDX-License-Identifier: GPL-3.0-or-later
// What must not change a result, and what must.
#include "base/file.h"
#include "engine/pipeline/tiny_run.h"
#include "pipeline/run_parts.h"

#include <ATen/ATen.h>

namespace plumbline::tests {
namespace {

using SameResult = TinyRun;

TEST_F(SameResult, AThresholdOfZeroIsNoCache) {
    api::Recipe plain = recipe();
    plain.cache = "none";
    RunLog log;
    const at::Tensor exact = latents_of(plain);
    EXPECT_TRUE(at::equal(latents_of(recipe("0"), &log), exact));
    EXPECT_EQ(log.decisions().at("cond").find('S'), std::string::npos);
    EXPECT_FALSE(at::equal(latents_of(recipe("0.5")), exact));
}

TEST_F(SameResult, ASeedGivesTheSameBytes) {
    const auto run = [&](const std::string& name, std::uint64_t seed) {
        api::Recipe wanted = recipe("0.5");
        wanted.seed = seed;
        wanted.output = place(name + ".mp4");
        wanted.latents_output = place(name + ".safetensors");
        static_cast<void>(run_recipe(wanted));
        return std::pair(base::read_file(wanted.output), base::read_file(wanted.latents_output));
    };
    const auto first = run("a", 7), second = run("b", 7), other = run("c", 8);
    EXPECT_TRUE(first == second);
    EXPECT_FALSE(first.first == other.first);
    EXPECT_FALSE(first.second == other.second);
}

TEST_F(SameResult, TheOutputsDoNotChangeTheLatents) {
    api::Recipe all = recipe("0.5");
    all.output = place("a.gif");
    all.trace = place("a.jsonl");
    all.record_case = place("case");
    const at::Tensor expected = latents_of(recipe("0.5"));
    EXPECT_TRUE(at::equal(latents_of(all), expected));
    EXPECT_TRUE(at::equal(latents_of(recipe("0.5")), expected));
}

TEST_F(SameResult, TiledDecodingLeavesASmallPictureAlone) {
    api::Recipe plain = recipe();
    plain.output = place("a.mp4");
    api::Recipe tiled = recipe();
    tiled.tiled_vae = true;
    tiled.output = place("b.mp4");
    static_cast<void>(run_recipe(plain));
    static_cast<void>(run_recipe(tiled));
    EXPECT_TRUE(base::read_file(plain.output) == base::read_file(tiled.output));
}

TEST_F(SameResult, EverySamplerAndPromptGivesItsOwn) {
    const at::Tensor unipc = latents_of(recipe());
    for (const char* sampler : {"euler", "dpm++"}) {
        api::Recipe other = recipe();
        other.sampler = sampler;
        EXPECT_FALSE(at::equal(latents_of(other), unipc)) << sampler;
    }
    api::Recipe named = recipe();
    named.sampler = "unipc";
    EXPECT_TRUE(at::equal(latents_of(named), unipc));
    api::Recipe prompted = recipe();
    prompted.prompt = "two cats";
    EXPECT_FALSE(at::equal(latents_of(prompted), unipc));
}

TEST(ToImages, RoundsToTheNearestOf256) {
    const at::Tensor frames =
        at::tensor({-1.0F, 1.0F, 0.0F, -2.0F, 3.0F, 0.003F}).reshape({1, 3, 1, 1, 2});
    const std::vector<api::Image> images = pipeline::to_images(frames);
    ASSERT_EQ(images.size(), 1U);
    EXPECT_EQ(images[0].width, 2);
    EXPECT_EQ(images[0].height, 1);
    EXPECT_EQ(images[0].pixels, (std::vector<std::uint8_t>{0, 128, 255, 255, 0, 128}));
}

}  // namespace
}  // namespace plumbline::tests
