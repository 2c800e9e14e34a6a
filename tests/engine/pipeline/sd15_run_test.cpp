// SPDX-License-Identifier: GPL-3.0-or-later
// Whole runs of Stable Diffusion 1.5: two branches, one picture, predicted noise.
#include "engine/pipeline/tiny_run.h"
#include "media/video_reader.h"
#include "pipeline/model_set.h"
#include "pipeline/run_plan.h"
#include "pipeline/token_count.h"
#include "support/expect_error.h"
#include "support/golden_tensors.h"
#include "support/tiny_families.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plumbline::tests {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class Sd15Run : public testing::Test {
protected:
    Sd15Run() { make_sd15_model(model()); }

    [[nodiscard]] fs::path model() const { return folder_ / "model"; }
    [[nodiscard]] std::string place(const std::string& name) const { return folder_ / name; }
    [[nodiscard]] api::Recipe recipe() const {
        api::Recipe recipe;
        recipe.model = model();
        recipe.prompt = "a red ball";
        recipe.width = recipe.height = 64;
        recipe.steps = 4;
        recipe.seed = 7;
        recipe.threads = 1;
        return recipe;
    }
    [[nodiscard]] at::Tensor latents_of(const api::Recipe& recipe) const {
        return latents_of_run(recipe, place("latents_of.safetensors"));
    }

    TemporaryFolder folder_;
};

TEST_F(Sd15Run, HasTheOfficialDefaults) {
    api::Recipe bare;
    bare.model = model();
    bare.prompt = "a red ball";
    const auto plan = pipeline::make_unchecked_plan(bare);
    EXPECT_EQ(*plan.recipe.width, 512);
    EXPECT_EQ(*plan.recipe.height, 512);
    EXPECT_EQ(*plan.recipe.frames, 1);
    EXPECT_EQ(*plan.recipe.steps, 50);
    EXPECT_EQ(*plan.recipe.guidance, 7.5);
    EXPECT_EQ(*plan.recipe.shift, 1.0);
    EXPECT_EQ(*plan.recipe.sampler, "plms");
    EXPECT_EQ(*plan.recipe.negative, "");
    EXPECT_NE(plan.recipe.cache, api::kUsualCache);
    EXPECT_TRUE(plan.guided);
    EXPECT_EQ(plan.tokens(), 64 * 64);
}

TEST_F(Sd15Run, WritesAPictureThatSaysWhatItIsOf) {
    api::Recipe wanted = recipe();
    wanted.output = place("picture.png");
    wanted.preview_seconds = 1e-6;
    const RunLog log = run_recipe(wanted);
    const media::Clip clip = media::read_clip(wanted.output);
    ASSERT_EQ(clip.frames.size(), 1U);
    EXPECT_EQ(clip.frames[0].width, 64);
    const auto record = nlohmann::json::parse(clip.record.json);
    EXPECT_EQ(record["model"]["family"], "sd15");
    EXPECT_EQ(record["recipe"]["sampler"], "plms");
    // Its second step asks the model twice: the sampler's own rule.
    const auto decisions = log.decisions();
    EXPECT_EQ(decisions.at("cond").size(), 5U);
    EXPECT_EQ(decisions.at("uncond").size(), 5U);
    EXPECT_FALSE(log.all<api::PreviewEvent>().empty());
}

TEST_F(Sd15Run, EverySamplerOfNoiseRuns) {
    std::vector<at::Tensor> all;
    for (const char* sampler : {"plms", "ddim", "dpm++2m", "dpm++2m-karras", "euler"}) {
        api::Recipe wanted = recipe();
        wanted.sampler = sampler;
        all.push_back(latents_of(wanted));
        EXPECT_TRUE(at::isfinite(all.back()).all().item<bool>()) << sampler;
        for (std::size_t i = 0; i + 1 < all.size(); ++i)
            EXPECT_FALSE(at::equal(all[i], all.back())) << sampler;
    }
    api::Recipe wanted = recipe();
    wanted.sampler = "unipc";
    expect_error(ErrorKind::Usage, "for models that predict a velocity",
                 [&] { return run_recipe(wanted); });
}

TEST_F(Sd15Run, FollowsPromptNegativePromptAndGuidance) {
    const at::Tensor expected = latents_of(recipe());
    EXPECT_TRUE(at::equal(latents_of(recipe()), expected));
    api::Recipe other = recipe();
    other.prompt = "two birds";
    EXPECT_FALSE(at::equal(latents_of(other), expected));
    other = recipe();
    other.negative = "blurry";
    EXPECT_FALSE(at::equal(latents_of(other), expected));
    other = recipe();
    other.guidance = 1.0;
    EXPECT_FALSE(at::equal(latents_of(other), expected));
}

TEST_F(Sd15Run, TakesSizesThatDoNotHalveEvenly) {
    api::Recipe wanted = recipe();
    wanted.width = 80;
    wanted.height = 48;
    EXPECT_EQ(latents_of(wanted).sizes(), (at::IntArrayRef{1, 4, 1, 6, 10}));
}

TEST_F(Sd15Run, OneFileHoldsAllParts) {
    const at::Tensor expected = latents_of(recipe());
    const fs::path file = folder_ / "whole" / "v1-5-pruned-emaonly.safetensors";
    make_sd15_file(file);
    for (const fs::path& place : {file, file.parent_path()}) {
        const auto files = pipeline::find_complete_model(place);
        EXPECT_EQ(files.denoiser, file);
        EXPECT_EQ(files.vae, file);
        EXPECT_EQ(files.text.weights, file);
        api::Recipe wanted = recipe();
        wanted.model = place;
        // Other addresses may round differently.
        EXPECT_LT(relative_difference(latents_of(wanted), expected), 1e-4);
    }
}

TEST_F(Sd15Run, CountsTheTokensThatAreRead) {
    pipeline::TokenCounter counter;
    const auto answer =
        nlohmann::json::parse(counter.count({.model = model(), .texts = {"", "a red ball"}}));
    EXPECT_EQ(answer["limit"], 77);
    EXPECT_EQ(answer["tokens"][0], 2);
    EXPECT_GT(answer["tokens"][1], 3);
}

TEST_F(Sd15Run, RefusesWhatItCannotMake) {
    api::Recipe wanted = recipe();
    wanted.frames = 5;
    expect_error(ErrorKind::Usage, "which makes pictures", [&] { return run_recipe(wanted); });
    wanted = recipe();
    wanted.cache = "dicache";
    expect_error(ErrorKind::Usage, "cache dicache cannot run here",
                 [&] { return run_recipe(wanted); });
    wanted = recipe();
    wanted.shift = 3.0;
    expect_error(ErrorKind::Usage, "cannot shift its noise levels",
                 [&] { return run_recipe(wanted); });
    wanted = recipe();
    wanted.record_case = place("case");
    expect_error(ErrorKind::Usage, "no recorded form", [&] { return run_recipe(wanted); });
    // Latents of another autoencoder.
    fs::remove_all(model() / "vae");
    fs::create_directories(model() / "vae");
    fs::copy_file(fs::path(PLUMBLINE_GOLDENS) / "flux_ae_tiny" / "weights_original.safetensors",
                  model() / "vae" / "ae.safetensors");
    expect_error(ErrorKind::Input, "makes 4 latent channels out of 4",
                 [&] { return run_recipe(recipe()); });
}

}  // namespace
}  // namespace plumbline::tests
