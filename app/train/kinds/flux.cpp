// SPDX-License-Identifier: GPL-3.0-or-later
// Flux.1: pictures.
#include "models/flux/denoiser.h"
#include "text/sentencepiece_tokenizer.h"
#include "text/t5_encoder.h"
#include "train/bpe_training.h"
#include "train/caption_tokens.h"
#include "train/kinds/kind_parts.h"
#include "train/model_kind.h"

namespace plumbline::train {
namespace {

namespace fs = std::filesystem;

constexpr const char* kT5Tokenizer = "tokenizer_2/spiece.model";
constexpr const char* kClipTokenizer = "tokenizer";
constexpr int kTextLength = 16;

models::flux::Config config() {
    models::flux::Config config;
    config.stack = small_dual_stream(config.stack);
    config.ends.pooled_dim = kClipDim;
    config.text_dim = kTextDim;
    config.text_len = kTextLength;
    return config;
}

std::vector<ModelPart> parts(const fs::path& folder) {
    return {{.name = "denoiser",
             .file = "transformer/diffusion_pytorch_model.safetensors",
             .parameters = models::flux::parameters(config()),
             .canonical = models::flux::canonical_names},
            t5_part(folder / kT5Tokenizer, "text_encoder_2/model.safetensors",
                    /*bias_in_every_layer=*/false),
            clip_part(folder / kClipTokenizer, "text_encoder/model.safetensors")};
}

class FluxInTraining final : public DenoiserInTraining<models::flux::FluxDenoiser> {
public:
    FluxInTraining(const PartWeights& weights, const fs::path& folder)
        : DenoiserInTraining(weights, config()),
          t5_(weights.at("t5"), {}),
          tokenizer_(text::open_sentencepiece(folder / kT5Tokenizer)),
          clip_(weights.at("clip"), folder / kClipTokenizer) {}

    models::Conditioning condition(const std::vector<std::string>& captions,
                                   const LatentPool::Batch& /*batch*/,
                                   double guidance) const override {
        // Padding takes part everywhere, as in the published model.
        models::Conditioning given;
        given.context = t5_.encode(tokenise(captions, *tokenizer_, kTextLength, Rows::All).ids, {});
        given.pooled = clip_.pooled(captions);
        given.guidance = guidance;
        return prepared(given);
    }

private:
    text::T5Encoder t5_;
    std::unique_ptr<text::Tokenizer> tokenizer_;
    ClipInTraining clip_;
};

void write_settings(const fs::path& folder) {
    nlohmann::ordered_json transformer{{"_class_name", "FluxTransformer2DModel"}};
    transformer.update(dual_stream_settings(config().stack, kTextLength));
    transformer.erase("rope_theta");
    write_json(folder / "transformer" / "config.json", transformer);
    write_json(folder / "text_encoder" / "config.json", clip_settings());
}

}  // namespace

const ModelKind& flux_kind() {
    static const ModelKind kind{
        .id = "flux",
        .autoencoder = "flux",
        .vae_file = "vae/diffusion_pytorch_model.safetensors",
        .prediction = api::Prediction::Velocity,
        .shift = 2.0,
        .embedded_guidance = true,
        .starts_from_image = false,
        .tokenizer_files = {kT5Tokenizer, "tokenizer/vocab.json", "tokenizer/merges.txt"},
        .make_tokenizers =
            [](const fs::path& folder) {
                train_tokenizer(folder / kT5Tokenizer);
                write_clip_tokenizer(folder / kClipTokenizer);
            },
        .parts = parts,
        .caption_length = nullptr,
        .open = [](const PartWeights& weights,
                   const fs::path& folder) -> std::unique_ptr<ModelInTraining> {
            return std::make_unique<FluxInTraining>(weights, folder);
        },
        .write_settings = write_settings};
    return kind;
}

}  // namespace plumbline::train
