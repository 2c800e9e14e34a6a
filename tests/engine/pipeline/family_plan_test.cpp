// SPDX-License-Identifier: GPL-3.0-or-later
// What a run of each family is made of before it begins.
#include "base/file.h"
#include "engine/pipeline/tiny_run.h"
#include "pipeline/run_plan.h"
#include "support/expect_error.h"
#include "support/golden_tensors.h"
#include "support/tiny_families.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

namespace plumbline::tests {
namespace {

namespace fs = std::filesystem;
using pipeline::make_unchecked_plan;

class FamilyPlan : public testing::Test {
protected:
    [[nodiscard]] fs::path folder(const char* name) const { return folder_ / name; }
    /// The recipe that says nothing but the model.
    [[nodiscard]] static api::Recipe bare(const fs::path& model) {
        api::Recipe recipe;
        recipe.model = model;
        recipe.prompt = "a red ball";
        return recipe;
    }

    TemporaryFolder folder_;
};

TEST_F(FamilyPlan, OfFluxDevHasTheOfficialDefaults) {
    make_flux_model(folder("dev"));
    const auto plan = make_unchecked_plan(bare(folder("dev")));
    EXPECT_EQ(*plan.recipe.width, 1024);
    EXPECT_EQ(*plan.recipe.frames, 1);
    EXPECT_EQ(*plan.recipe.steps, 50);
    EXPECT_EQ(*plan.recipe.guidance, 3.5);
    EXPECT_NEAR(*plan.recipe.shift, std::exp(1.15), 1e-9);  // of 4096 tokens
    EXPECT_EQ(plan.sizes.text_len, 512);
    EXPECT_FALSE(plan.guided);
    EXPECT_EQ(plan.latent_frames(), 1);
    api::Recipe smaller = bare(folder("dev"));
    smaller.width = smaller.height = 512;
    EXPECT_NEAR(*make_unchecked_plan(smaller).recipe.shift, std::exp(0.63), 1e-9);
    smaller.shift = 2.0;
    EXPECT_EQ(*make_unchecked_plan(smaller).recipe.shift, 2.0);
    // The published schedule of this shift: sigma_1 = shift · s / (1 + (shift - 1) · s), s = 49/50.
    EXPECT_NEAR(make_unchecked_plan(smaller).make_scheduler()->sigmas()[1],
                2.0 * 0.98 / (1.0 + 0.98), 1e-6);
}

TEST_F(FamilyPlan, OfFluxSchnellTakesNoGuidanceAndNoShift) {
    make_comfyui_schnell(folder("comfyui"));
    const fs::path file = folder("comfyui") / "diffusion_models" / "flux1-schnell.safetensors";
    for (const fs::path& model : {folder("comfyui"), file}) {
        const auto plan = make_unchecked_plan(bare(model));
        EXPECT_EQ(*plan.recipe.steps, 4);
        EXPECT_EQ(*plan.recipe.guidance, 1.0);
        EXPECT_EQ(*plan.recipe.shift, 1.0);
        EXPECT_EQ(plan.sizes.text_len, 256);
        EXPECT_EQ(plan.model.text.weights.filename(), "t5xxl_fp16.safetensors");
        EXPECT_EQ(plan.model.pooled_text.weights.filename(), "clip_l.safetensors");
        EXPECT_EQ(plan.model.vae.filename(), "ae.safetensors");
    }
    api::Recipe guided = bare(file);
    guided.guidance = 3.5;
    expect_error(ErrorKind::Usage, "takes no guidance",
                 [&] { return make_unchecked_plan(guided); });
    api::Recipe run = bare(file);
    run.width = run.height = 64;
    run.threads = 1;
    run.output = folder("schnell.png");
    const RunLog log = run_recipe(run);
    EXPECT_EQ(log.all<api::StepEvent>().size(), 4U);
    EXPECT_TRUE(fs::exists(run.output));
}

TEST_F(FamilyPlan, OfHunyuanVideoHasTheOfficialDefaults) {
    make_hunyuan_model(folder("hunyuan"));
    const auto plan = make_unchecked_plan(bare(folder("hunyuan")));
    EXPECT_EQ(*plan.recipe.width, 1280);
    EXPECT_EQ(*plan.recipe.height, 720);
    EXPECT_EQ(*plan.recipe.frames, 129);
    EXPECT_EQ(*plan.recipe.fps, 24);
    EXPECT_EQ(*plan.recipe.guidance, 6.0);
    EXPECT_EQ(*plan.recipe.shift, 7.0);
    EXPECT_EQ(plan.latent_frames(), 33);
    EXPECT_EQ(plan.model.prompt_template->name, "own");
    const auto memory = pipeline::estimate_memory(plan);
    EXPECT_GT(memory.text, 0);
    EXPECT_GT(memory.decode, 0);
    // A longer clip needs more for its steps.
    api::Recipe shorter = bare(folder("hunyuan"));
    shorter.frames = 5;
    EXPECT_LT(pipeline::estimate_memory(make_unchecked_plan(shorter)).activations,
              memory.activations);
}

TEST_F(FamilyPlan, TakesT5AndNotUmt5WhereBothLie) {
    make_comfyui_schnell(folder("comfyui"));
    fs::copy_file(fs::path(PLUMBLINE_GOLDENS) / "umt5_tiny" / "weights_transformers.safetensors",
                  folder("comfyui") / "text_encoders" / "a_umt5.safetensors");
    EXPECT_EQ(pipeline::find_model(folder("comfyui")).text.weights.filename(),
              "t5xxl_fp16.safetensors");
}

TEST_F(FamilyPlan, ATemplateOfTheFolderIsPartOfTheModel) {
    make_hunyuan_model(folder("hunyuan"));
    const auto before = pipeline::model_hashes(pipeline::find_model(folder("hunyuan")));
    base::write_file(folder("hunyuan") / "prompts.json", R"({"template": "Film: {}"})", false);
    const auto after = pipeline::model_hashes(pipeline::find_model(folder("hunyuan")));
    EXPECT_NE(before.at("template"), after.at("template"));
    EXPECT_EQ(before.at("text"), after.at("text"));
}

}  // namespace
}  // namespace plumbline::tests
