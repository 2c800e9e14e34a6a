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

TEST_F(FamilyPlan, FindsTheFoldersOfHunyuanVideosAuthors) {
    make_hunyuan_model(folder("ckpts"));
    const fs::path own = folder("ckpts") / "hunyuan-video-t2v-720p";
    fs::create_directories(own);
    fs::rename(folder("ckpts") / "transformer", own / "transformers");
    fs::rename(folder("ckpts") / "vae", own / "vae");
    const fs::path file = own / "transformers" / "diffusion_pytorch_model.safetensors";
    for (const fs::path& model : {folder("ckpts"), file}) {
        const auto files = pipeline::find_complete_model(model);
        EXPECT_EQ(files.denoiser, file);
        EXPECT_EQ(files.vae, own / "vae" / "diffusion_pytorch_model.safetensors");
        EXPECT_EQ(files.text.tokenizer.lexically_normal(),
                  folder("ckpts") / "tokenizer" / "tokenizer.json");
    }
}

TEST_F(FamilyPlan, FindsPartsThatLieInOneFolder) {
    make_flux_model(folder("dev"));
    const fs::path flat = folder("flat");
    const auto put = [&](const char* from, const char* name) {
        fs::create_directories(flat);
        fs::copy_file(fs::path(PLUMBLINE_GOLDENS) / from, flat / name);
    };
    put("flux_tiny/weights_original.safetensors", "flux1-dev.safetensors");
    put("flux_ae_tiny/weights_original.safetensors", "ae.safetensors");
    put("clip_text_tiny/weights_transformers.safetensors", "clip_l.safetensors");
    put("clip_text_tiny/vocab.json", "vocab.json");
    put("clip_text_tiny/merges.txt", "merges.txt");
    put("t5_tiny/weights_transformers.safetensors", "t5xxl_fp16.safetensors");
    put("t5_tiny/spiece.model", "spiece.model");
    base::write_file(flat / "config.json",
                     R"({"axes_dims_rope": [4, 10, 10], "norm_num_groups": 4,
                         "text_config": {"num_attention_heads": 4}})",
                     false);
    const auto latents_of = [&](const fs::path& model) {
        api::Recipe run = bare(model);
        run.width = run.height = 64;
        run.steps = 4;
        run.threads = 1;
        run.overwrite = true;
        run.latents_output = folder("run.safetensors");
        static_cast<void>(run_recipe(run));
        return stored_latents(run.latents_output);
    };
    // Other names and other addresses, which may round differently.
    EXPECT_LT(relative_difference(latents_of(flat), latents_of(folder("dev"))), 1e-4);
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
