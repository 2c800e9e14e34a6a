// SPDX-License-Identifier: GPL-3.0-or-later
// Wan 2.1: the demo model, and the one that starts from an image.
#include "base/file.h"
#include "models/wan/denoiser.h"
#include "text/clip_vision_encoder.h"
#include "text/encoder_parameters.h"
#include "text/sentencepiece_tokenizer.h"
#include "text/t5_encoder.h"
#include "train/caption_tokens.h"
#include "train/kinds/kind_parts.h"
#include "train/model_kind.h"

#include <ATen/ATen.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <optional>

namespace plumbline::train {
namespace {

namespace fs = std::filesystem;

constexpr const char* kDenoiserFile = "diffusion_pytorch_model.safetensors";
constexpr const char* kTextFile = "models_t5_umt5-demo-enc.safetensors";
constexpr const char* kImageFile = "image_encoder/model.safetensors";
constexpr const char* kTokenizerFile = "spiece.model";
constexpr std::int64_t kImageDim = 64, kImageHeads = 4, kImageSide = 32, kImagePatch = 8;
constexpr int kImageLayers = 3;  // of which the last is not read
constexpr int kLayersOfImageModel = 7;

models::wan::Config config_of(bool from_image) {
    models::wan::Config config;
    config.dim = 192;
    config.ffn_dim = 768;
    config.text_dim = kTextDim;
    config.text_len = 64;
    config.heads = 6;
    config.layers = from_image ? kLayersOfImageModel : 10;
    config.in_channels = from_image ? 36 : 16;
    config.image_dim = from_image ? kImageDim : 0;
    return config;
}

/// The layers that a model from an image has, and zeros for the channels that come to its entrance.
tensor_io::WeightMap as_image_model(const tensor_io::WeightMap& weights) {
    constexpr const char* kEntrance = "patch_embedding.weight";
    const models::wan::Config config = config_of(true);
    const tensor_io::WeightMap canonical = models::wan::canonical_names(weights);
    tensor_io::WeightMap result;
    result.origin = canonical.origin;
    for (const auto& [name, entry] : canonical.entries()) {
        int layer = 0;
        if (std::sscanf(name.c_str(), "blocks.%d.", &layer) == 1 && layer >= config.layers)
            continue;
        at::Tensor value = canonical.tensor(name);
        if (name == kEntrance && value.size(1) < config.in_channels) {
            value = at::constant_pad_nd(value,
                                        {0, 0, 0, 0, 0, 0, 0, config.in_channels - value.size(1)});
        }
        result.add(name, value);
    }
    return result;
}

text::EncoderParameters image_encoder_parameters() {
    tensor_io::WeightMap sizes;
    const auto tell = [&](const std::string& name, at::IntArrayRef shape) {
        sizes.add("vision_model." + name, at::zeros(shape));
    };
    const std::int64_t grid = kImageSide / kImagePatch;
    tell("embeddings.class_embedding", {kImageDim});
    tell("embeddings.patch_embedding.weight", {kImageDim, 3, kImagePatch, kImagePatch});
    tell("embeddings.position_embedding.weight", {grid * grid + 1, kImageDim});
    for (int i = 0; i < kImageLayers; ++i) {
        tell(fmt::format("encoder.layers.{}.mlp.fc1.weight", i), {2 * kImageDim, kImageDim});
    }
    return text::clip_vision_parameters(sizes);
}

std::vector<ModelPart> parts(const fs::path& folder, bool from_image) {
    std::vector<ModelPart> list{
        {.name = "denoiser",
         .file = kDenoiserFile,
         .parameters = models::wan::parameters(config_of(from_image)),
         .canonical = from_image ? as_image_model : models::wan::canonical_names},
        t5_part(folder / kTokenizerFile, kTextFile, /*bias_in_every_layer=*/true)};
    if (from_image) {
        list.push_back({.name = "image_encoder",
                        .file = kImageFile,
                        .parameters = image_encoder_parameters(),
                        .canonical = text::canonical_clip_vision_names});
    }
    return list;
}

class WanInTraining final : public DenoiserInTraining<models::wan::WanDenoiser> {
public:
    WanInTraining(const PartWeights& weights, const fs::path& folder, bool from_image)
        : DenoiserInTraining(weights, config_of(from_image)),
          encoder_(weights.at("t5"), {}),
          tokenizer_(text::open_sentencepiece(folder / kTokenizerFile)) {
        if (from_image) {
            image_encoder_ = std::make_unique<text::ClipVisionEncoder>(
                weights.at("image_encoder"), tensor_io::Placement{},
                text::ClipVisionConfig{.heads = kImageHeads});
        }
    }

    models::Conditioning condition(const std::vector<std::string>& captions,
                                   const LatentPool::Batch& batch,
                                   double /*guidance*/) const override {
        const CaptionTokens tokens = tokenise(captions, *tokenizer_, 64, Rows::Longest);
        models::Conditioning given;
        given.context =
            encoder_.encode(tokens.ids, tokens.mask) * tokens.mask.unsqueeze(2).to(at::kFloat);
        if (image_encoder_) {
            given.clip_features = image_encoder_->encode(image_encoder_->preprocess(batch.images));
            const at::Tensor& latents = batch.image_latents;
            at::Tensor mask =
                at::zeros({latents.size(0), 4, latents.size(2), latents.size(3), latents.size(4)});
            mask.narrow(2, 0, 1).fill_(1.0);
            given.latents = at::cat({mask, latents}, 1);
        }
        return prepared(given);
    }

private:
    text::T5Encoder encoder_;
    std::unique_ptr<text::Tokenizer> tokenizer_;
    std::unique_ptr<text::ClipVisionEncoder> image_encoder_;
};

void write_settings(const fs::path& folder, bool from_image) {
    const models::wan::Config config = config_of(from_image);
    write_json(folder / "config.json", {{"_class_name", "WanModel"},
                                        {"model_type", from_image ? "i2v" : "t2v"},
                                        {"dim", config.dim},
                                        {"ffn_dim", config.ffn_dim},
                                        {"freq_dim", config.freq_dim},
                                        {"in_dim", config.in_channels},
                                        {"out_dim", config.out_channels},
                                        {"num_heads", config.heads},
                                        {"num_layers", config.layers},
                                        {"text_len", config.text_len},
                                        {"eps", 1e-6}});
    write_json(folder / "prompts.json", {{"negative", ""}});
    if (!from_image) return;
    write_json(folder / "image_encoder" / "config.json",
               {{"model_type", "clip_vision_model"}, {"num_attention_heads", kImageHeads}});
}

ModelKind kind_of(bool from_image) {
    return {.id = from_image ? "wan-i2v" : "wan",
            .autoencoder = "wan",
            .vae_file = "Wan2.1_VAE.safetensors",
            .prediction = api::Prediction::Velocity,
            .shift = 3.0,
            .embedded_guidance = false,
            .starts_from_image = from_image,
            .tokenizer_files = {kTokenizerFile},
            .make_tokenizers =
                [](const fs::path& folder) { train_tokenizer(folder / kTokenizerFile); },
            .parts = from_image ? [](const fs::path& folder) { return parts(folder, true); }
                                : [](const fs::path& folder) { return parts(folder, false); },
            .caption_length = nullptr,
            .open = from_image ?
                        [](const PartWeights& weights,
                           const fs::path& folder) -> std::unique_ptr<ModelInTraining> {
                            return std::make_unique<WanInTraining>(weights, folder, true);
                        }
                        : [](const PartWeights& weights,
                             const fs::path& folder) -> std::unique_ptr<ModelInTraining> {
                            return std::make_unique<WanInTraining>(weights, folder, false);
                        },
            .write_settings = from_image
                                  ? [](const fs::path& folder) { write_settings(folder, true); }
                                  : [](const fs::path& folder) { write_settings(folder, false); }};
}

}  // namespace

const ModelKind& wan_kind() {
    static const ModelKind kind = kind_of(false);
    return kind;
}

const ModelKind& wan_image_kind() {
    static const ModelKind kind = kind_of(true);
    return kind;
}

}  // namespace plumbline::train
