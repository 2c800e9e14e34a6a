// SPDX-License-Identifier: GPL-3.0-or-later
// One file that holds the whole model runs as its parts do.
#include "engine/pipeline/tiny_run.h"
#include "pipeline/model_set.h"
#include "pipeline/run_plan.h"
#include "support/golden_tensors.h"
#include "support/tiny_families.h"

#include <gtest/gtest.h>

namespace plumbline::tests {
namespace {

namespace fs = std::filesystem;

class WholeFile : public testing::Test {
protected:
    [[nodiscard]] api::Recipe recipe(const fs::path& model) const {
        api::Recipe recipe;
        recipe.model = model;
        recipe.prompt = "a red ball";
        recipe.width = recipe.height = 64;
        recipe.threads = 1;
        recipe.overwrite = true;
        recipe.latents_output = folder_ / "run.safetensors";
        recipe.output = folder_ / "run.png";
        return recipe;
    }
    at::Tensor latents_of(const fs::path& model) {
        static_cast<void>(run_recipe(recipe(model)));
        return stored_latents(folder_ / "run.safetensors");
    }

    TemporaryFolder folder_;
};

TEST_F(WholeFile, MakesThePictureOfItsParts) {
    make_comfyui_schnell(folder_ / "parts");
    const at::Tensor expected = latents_of(folder_ / "parts");
    make_whole_schnell(folder_ / "whole", /*eight_bits=*/false);
    const fs::path file = folder_ / "whole/checkpoints/flux1-schnell-whole.safetensors";
    // Other addresses, which may round differently.
    EXPECT_LT(relative_difference(latents_of(file), expected), 1e-4);
    EXPECT_LT(relative_difference(latents_of(folder_ / "whole"), expected), 1e-4);
    EXPECT_TRUE(fs::exists(folder_ / "run.png"));
}

TEST_F(WholeFile, IsTakenForEveryPartBeforeOthersThatLieBesideIt) {
    make_comfyui_schnell(folder_ / "models");
    make_whole_schnell(folder_ / "models", /*eight_bits=*/false);
    const fs::path file = folder_ / "models/checkpoints/flux1-schnell-whole.safetensors";
    const auto files = pipeline::find_complete_model(file);
    EXPECT_EQ(files.vae, file);
    EXPECT_EQ(files.text.weights, file);
    EXPECT_EQ(files.pooled_text.weights, file);
}

TEST_F(WholeFile, RunsInEightBitsAndIsCountedPartByPart) {
    make_whole_schnell(folder_ / "whole", /*eight_bits=*/true);
    make_whole_schnell(folder_ / "wide", /*eight_bits=*/false);
    const fs::path file = folder_ / "whole/checkpoints/flux1-schnell-whole.safetensors";
    // Eight bits keep three of the mantissa: the picture is another, but near.
    EXPECT_LT(relative_difference(latents_of(file), latents_of(folder_ / "wide")), 0.5);
    const auto small = pipeline::estimate_memory(pipeline::make_unchecked_plan(recipe(file)));
    const auto wide =
        pipeline::estimate_memory(pipeline::make_unchecked_plan(recipe(folder_ / "wide")));
    EXPECT_GT(small.denoiser, wide.denoiser / 4);
    EXPECT_LT(small.denoiser, wide.denoiser / 2);
    EXPECT_LT(small.text, wide.text / 2);
    EXPECT_LT(wide.text, static_cast<std::int64_t>(fs::file_size(
                             folder_ / "wide/checkpoints/flux1-schnell-whole.safetensors")));
}

}  // namespace
}  // namespace plumbline::tests
