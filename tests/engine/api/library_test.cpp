// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/library.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace plumbline::api {
namespace {

using State = LibraryNeed::State;

LibraryPart part(const char* path, const char* kind, const char* family) {
    LibraryPart part;
    part.path = path;
    part.part = kind;
    part.family = family;
    return part;
}

std::vector<LibraryPart> whole_wan(const std::string& folder) {
    return {part((folder + "/diffusion_pytorch_model.safetensors").c_str(), "denoiser", "wan-t2v"),
            part((folder + "/Wan2.1_VAE.pth").c_str(), "vae", "wan-vae"),
            part((folder + "/models_t5_umt5-xxl-enc-bf16.pth").c_str(), "text encoder", "umt5"),
            part((folder + "/google/umt5-xxl/spiece.model").c_str(), "tokenizer", "sentencepiece")};
}

const LibraryNeed& need(const LibraryModel& model, const std::string& part) {
    return *std::ranges::find(model.needs, part, &LibraryNeed::part);
}

TEST(LibraryModels, AWholeModelIsNamedForItsFolder) {
    const auto models = library_models(whole_wan("/m/Wan2.1-T2V-1.3B"));
    ASSERT_EQ(models.size(), 1U);
    EXPECT_EQ(models[0].name, "Wan2.1-T2V-1.3B");
    EXPECT_EQ(models[0].path, "/m/Wan2.1-T2V-1.3B/diffusion_pytorch_model.safetensors");
    EXPECT_TRUE(models[0].supported);
    EXPECT_TRUE(models[0].complete());
    EXPECT_EQ(models[0].needs.front().licence, "Apache-2.0");
}

TEST(LibraryModels, SaysWhatLacksWithTheFileThatPeopleDownload) {
    auto parts = whole_wan("/m/wan");
    parts.erase(parts.begin() + 1);  // the VAE
    const auto model = library_models(parts).front();
    EXPECT_FALSE(model.complete());
    EXPECT_EQ(need(model, "vae").state, State::Lacking);
    EXPECT_EQ(need(model, "vae").file, "Wan2.1_VAE.pth");
    EXPECT_EQ(need(model, "text encoder").state, State::Here);
}

TEST(LibraryModels, APartOfAnotherFolderOrAnotherPlaceIsElsewhere) {
    auto parts = whole_wan("/m/wan");
    parts[1].path = "/m/vaes/Wan2.1_VAE.pth";
    EXPECT_EQ(need(library_models(parts).front(), "vae").state, State::Elsewhere);
    parts[1].path = "/m/wan/old/Wan2.1_VAE.pth";  // the engine does not look there
    EXPECT_EQ(need(library_models(parts).front(), "vae").state, State::Elsewhere);
    parts[1].path = "/m/wan/vae/diffusion_pytorch_model.safetensors";
    EXPECT_EQ(need(library_models(parts).front(), "vae").state, State::Here);
}

TEST(LibraryModels, APlainT5DoesNotServeForWan) {
    auto parts = whole_wan("/m/wan");
    parts[2].family = "t5";
    EXPECT_EQ(need(library_models(parts).front(), "text encoder").state, State::Lacking);
}

TEST(LibraryModels, ComfyFoldersHangTogetherByTheirParent) {
    const auto models =
        library_models({part("/c/diffusion_models/wan_a.safetensors", "denoiser", "wan-t2v"),
                        part("/c/diffusion_models/wan_b.safetensors", "denoiser", "wan-t2v"),
                        part("/c/text_encoders/umt5.safetensors", "text encoder", "umt5"),
                        part("/c/text_encoders/umt5.safetensors", "tokenizer", "sentencepiece"),
                        part("/c/vae/wan_2.1_vae.safetensors", "vae", "wan-vae")});
    ASSERT_EQ(models.size(), 2U);
    EXPECT_EQ(models[0].name, "wan_a");
    EXPECT_EQ(models[1].name, "wan_b");
    EXPECT_TRUE(models[0].complete());
    EXPECT_TRUE(models[1].complete());
}

TEST(LibraryModels, NamesAreDifferentAndDemoIsNotTaken) {
    auto parts = whole_wan("/a/demo");
    const auto more = whole_wan("/b/demo");
    parts.insert(parts.end(), more.begin(), more.end());
    const auto models = library_models(parts);
    ASSERT_EQ(models.size(), 2U);
    EXPECT_EQ(models[0].name, "demo-2");
    EXPECT_EQ(models[1].name, "demo-3");
}

TEST(LibraryModels, WhatVanishedIsSaid) {
    auto parts = whole_wan("/m/wan");
    parts[1].vanished = true;
    const auto model = library_models(parts).front();
    EXPECT_EQ(need(model, "vae").state, State::Vanished);
    EXPECT_EQ(need(model, "vae").path, "/m/wan/Wan2.1_VAE.pth");
    EXPECT_FALSE(model.complete());
}

TEST(LibraryModels, AFamilyWithoutItsDenoiserIsListedOnce) {
    const auto models = library_models(
        {part("/m/Wan2.1_VAE.pth", "vae", "wan-vae"), part("/m/ae.safetensors", "vae", "flux-ae")});
    ASSERT_EQ(models.size(), 2U);
    EXPECT_EQ(models[0].family, "wan-t2v");
    EXPECT_EQ(models[0].name, "");
    EXPECT_EQ(models[0].needs.front().state, State::Lacking);
    EXPECT_EQ(need(models[0], "vae").state, State::Elsewhere);
    EXPECT_EQ(models[1].family, "flux-dev");
    EXPECT_THAT(models[1].needs.front().licence, testing::HasSubstr("non-commercial"));
}

TEST(LibraryModels, KnowsWhatOtherFamiliesNeedAndWhichAreSupported) {
    const auto models = library_models(
        {part("/m/mp_rank_00_model_states.pt", "denoiser", "hunyuan"),
         part("/x/unet/diffusion_pytorch_model.safetensors", "denoiser", "sd15-unet")});
    ASSERT_EQ(models.size(), 2U);
    EXPECT_TRUE(models[0].supported);
    EXPECT_TRUE(models[1].supported);
    for (const LibraryModel& model : models) {
        for (const LibraryNeed& one : model.needs) {
            EXPECT_FALSE(one.file.empty()) << one.part;
            EXPECT_FALSE(one.licence.empty()) << one.part;
        }
    }
    EXPECT_EQ(models[1].name, "x");
}

}  // namespace
}  // namespace plumbline::api
