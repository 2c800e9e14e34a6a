// SPDX-License-Identifier: GPL-3.0-or-later
// Stable Diffusion 1.5: pictures by a U-Net that predicts the noise.
#include "models/unet/denoiser.h"
#include "train/bpe_training.h"
#include "train/kinds/kind_parts.h"
#include "train/model_kind.h"

namespace plumbline::train {
namespace {

namespace fs = std::filesystem;

constexpr const char* kTokenizer = "tokenizer";
constexpr std::int64_t kHeads = 4, kGroups = 8;

models::unet::Config config() {
    models::unet::Config config;
    config.in_channels = config.out_channels = 16;  // of the autoencoder that image demos share
    config.levels = {{32, true}, {64, true}, {88, true}, {88, false}};
    config.text_dim = kClipDim;
    config.freq_dim = 32;
    config.time_dim = 128;
    config.heads = kHeads;
    config.groups = kGroups;
    return config;
}

std::vector<ModelPart> parts(const fs::path& folder) {
    return {{.name = "denoiser",
             .file = "unet/diffusion_pytorch_model.safetensors",
             .parameters = models::unet::parameters(config()),
             .canonical = models::unet::canonical_names},
            clip_part(folder / kTokenizer, "text_encoder/model.safetensors")};
}

class UnetInTraining final : public DenoiserInTraining<models::unet::UnetDenoiser> {
public:
    UnetInTraining(const PartWeights& weights, const fs::path& folder)
        : DenoiserInTraining(weights, config()), clip_(weights.at("clip"), folder / kTokenizer) {}

    models::Conditioning condition(const std::vector<std::string>& captions,
                                   const LatentPool::Batch& /*batch*/,
                                   double /*guidance*/) const override {
        models::Conditioning given;
        given.context = clip_.states(captions);
        return prepared(given);
    }

private:
    ClipInTraining clip_;
};

void write_settings(const fs::path& folder) {
    // What diffusers calls the width of a head is the number of heads.
    write_json(folder / "unet" / "config.json", {{"_class_name", "UNet2DConditionModel"},
                                                 {"attention_head_dim", kHeads},
                                                 {"norm_num_groups", kGroups}});
    write_json(folder / "text_encoder" / "config.json", clip_settings());
}

}  // namespace

const ModelKind& sd15_kind() {
    static const ModelKind kind{
        .id = "sd15",
        .autoencoder = "flux",
        .vae_file = "vae/diffusion_pytorch_model.safetensors",
        .prediction = api::Prediction::Epsilon,
        .shift = 1.0,
        .embedded_guidance = false,
        .starts_from_image = false,
        .tokenizer_files = {"tokenizer/vocab.json", "tokenizer/merges.txt"},
        .make_tokenizers =
            [](const fs::path& folder) { write_clip_tokenizer(folder / kTokenizer); },
        .parts = parts,
        .caption_length = nullptr,
        .open = [](const PartWeights& weights,
                   const fs::path& folder) -> std::unique_ptr<ModelInTraining> {
            return std::make_unique<UnetInTraining>(weights, folder);
        },
        .write_settings = write_settings};
    return kind;
}

}  // namespace plumbline::train
