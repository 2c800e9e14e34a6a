// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/file.h"
#include "engine/pipeline/tiny_run.h"
#include "pipeline/model_manifest.h"
#include "pipeline/model_set.h"
#include "support/expect_error.h"
#include "support/golden_tensors.h"
#include "support/tiny_model.h"
#include "tensor_io/safetensors.h"

#include <ATen/ATen.h>
#include <fmt/format.h>
#include <gtest/gtest.h>

namespace plumbline::tests {
namespace {

namespace fs = std::filesystem;
using pipeline::find_complete_model;
using pipeline::find_model;

using FindModel = TinyRun;

/// The tiny model in ComfyUI's folders, with prefixed names in the denoiser.
void make_comfyui_model(const fs::path& folder) {
    const fs::path goldens = PLUMBLINE_GOLDENS;
    for (const char* part : {"diffusion_models", "vae", "text_encoders"}) {
        fs::create_directories(folder / part);
    }
    const auto prefixed =
        golden("wan_tiny/weights_original.safetensors").renamed([](const std::string& name) {
            return "model.diffusion_model." + name;
        });
    tensor_io::write_safetensors(folder / "diffusion_models" / "wan_tiny_f32.safetensors",
                                 tensors_of(prefixed));
    base::write_file(folder / "diffusion_models" / "config.json", R"({"num_heads": 2})", false);
    fs::copy_file(goldens / "wan_vae_tiny" / "weights_original.safetensors",
                  folder / "vae" / "wan_2.1_vae.safetensors");
    fs::copy_file(goldens / "umt5_tiny" / "weights_original.safetensors",
                  folder / "text_encoders" / "umt5_tiny.safetensors");
    fs::copy_file(goldens / "umt5_tiny" / "spiece.model",
                  folder / "text_encoders" / "spiece.model");
}

TEST_F(FindModel, InTheAuthorsLayout) {
    const auto files = find_complete_model(model());
    EXPECT_EQ(files.denoiser, model() / "diffusion_pytorch_model.safetensors");
    EXPECT_EQ(files.vae, model() / "Wan2.1_VAE.safetensors");
    EXPECT_EQ(files.text.weights, model() / "models_t5_umt5.safetensors");
    EXPECT_EQ(files.text.tokenizer, model() / "spiece.model");
    EXPECT_EQ(files.config, model() / "config.json");
    EXPECT_EQ(files.id, "model");
    EXPECT_EQ(find_complete_model(model().string() + "/").id, "model");
    EXPECT_EQ(pipeline::model_hashes(files).size(), 4U);
}

TEST_F(FindModel, InEveryLayoutItGivesTheSameVideo) {
    const at::Tensor expected = latents_of(recipe());
    make_diffusers_model(folder_ / "diffusers");
    api::Recipe diffusers = recipe();
    diffusers.model = folder_ / "diffusers";
    // Another file puts the same weights at other addresses, which may round differently.
    EXPECT_LT(relative_difference(latents_of(diffusers), expected), 1e-5);
    make_comfyui_model(folder_ / "comfyui");
    for (const char* name : {"comfyui", "comfyui/diffusion_models/wan_tiny_f32.safetensors"}) {
        api::Recipe comfyui = recipe();
        comfyui.model = folder_ / name;
        EXPECT_LT(relative_difference(latents_of(comfyui), expected), 1e-5) << name;
    }
    api::Recipe single = recipe();
    single.model = model() / "diffusion_pytorch_model.safetensors";
    EXPECT_TRUE(at::equal(latents_of(single), expected));
}

TEST_F(FindModel, HashesEveryPartOfASet) {
    const auto tensors = tensors_of(golden("wan_tiny/weights_original.safetensors"));
    const fs::path set = folder_ / "set";
    fs::copy(model(), set);
    fs::remove(set / "diffusion_pytorch_model.safetensors");
    std::vector<std::pair<std::string, at::Tensor>> shards[2];
    nlohmann::json index;
    for (const auto& [name, tensor] : tensors) {
        const int shard = static_cast<int>(index["weight_map"].size() % 2);
        shards[shard].emplace_back(name, tensor);
        index["weight_map"][name] = fmt::format("model-{:05}-of-00002.safetensors", shard + 1);
    }
    base::write_file(set / "model.safetensors.index.json", index.dump(), false);
    const auto write = [&](int shard) {
        tensor_io::write_safetensors(
            set / fmt::format("model-{:05}-of-00002.safetensors", shard + 1), shards[shard], {},
            true);
    };
    write(0);
    write(1);
    const auto files = find_complete_model(set);
    const auto before = pipeline::model_hashes(files);
    EXPECT_EQ(before.at("denoiser").substr(0, 6), "set:2:");
    EXPECT_EQ(before.at("vae"), pipeline::model_hashes(find_complete_model(model())).at("vae"));
    shards[1].front().second = shards[1].front().second + 1.0;
    write(1);
    EXPECT_NE(pipeline::model_hashes(files).at("denoiser"), before.at("denoiser"));
}

TEST_F(FindModel, OfferingsOfAFolderThatLacksParts) {
    fs::create_directory(folder_ / "empty");
    const auto files = find_model(folder_ / "empty");
    EXPECT_EQ(files.missing.size(), 3U);
    expect_error(ErrorKind::Input, "empty",
                 [&] { return find_complete_model(folder_ / "empty").id; });
}

TEST_F(FindModel, ABareFolderHasTheOfficialDefaults) {
    const auto files = find_complete_model(model());
    EXPECT_EQ(files.defaults.steps, 50);
    EXPECT_EQ(files.defaults.width, 832);
    EXPECT_EQ(files.defaults.sampler, "unipc");
    EXPECT_FALSE(files.defaults.negative.empty());
    EXPECT_FALSE(pipeline::bench_prompts(files).empty());
}

TEST(ModelManifests, AreKnownWhetherTheirFilesAreThereOrNot) {
    const auto ids = pipeline::manifest_ids();
    ASSERT_FALSE(ids.empty());
    EXPECT_EQ(ids.front(), "demo");
    const auto cards = pipeline::model_cards();
    ASSERT_EQ(cards.size(), ids.size());
    for (std::size_t i = 0; i < ids.size(); ++i) {
        EXPECT_EQ(cards[i].id, ids[i]);
        EXPECT_FALSE(cards[i].family.empty());
        EXPECT_FALSE(cards[i].title.empty());
        EXPECT_EQ(cards[i].complete, cards[i].missing.empty());
        EXPECT_GT(cards[i].default_steps, 0);
    }
}

}  // namespace
}  // namespace plumbline::tests
