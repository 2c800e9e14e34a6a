// SPDX-License-Identifier: GPL-3.0-or-later
// HunyuanVideo: clips.
#include "models/hunyuan/denoiser.h"
#include "text/bpe_tokenizer.h"
#include "text/encoder_parameters.h"
#include "text/llama_encoder.h"
#include "text/prompt_template.h"
#include "train/bpe_training.h"
#include "train/caption_tokens.h"
#include "train/kinds/kind_parts.h"
#include "train/model_kind.h"

#include <fmt/format.h>

namespace plumbline::train {
namespace {

namespace fs = std::filesystem;

constexpr const char* kLlamaTokenizer = "tokenizer/tokenizer.json";
constexpr const char* kClipTokenizer = "tokenizer_2";
constexpr int kTextLength = 32;
constexpr std::int64_t kLlamaHeads = 4, kLlamaKeyHeads = 2;
constexpr int kLlamaLayers = 4;  // of which the last two are not read
/// Shorter than the usual one, which is made of words that the small encoder never learns.
constexpr const char* kTemplate = "<|start_header_id|>user<|end_header_id|>\n\n{}<|eot_id|>";

models::hunyuan::Config config() {
    models::hunyuan::Config config;
    config.stack = small_dual_stream(config.stack);
    config.ends.pooled_dim = kClipDim;
    config.text_dim = kTextDim;
    config.text_len = kTextLength;
    config.refiner_blocks = 1;
    config.refiner_mlp_dim = 256;
    return config;
}

text::EncoderParameters llama_parameters(std::int64_t vocabulary) {
    tensor_io::WeightMap sizes;
    sizes.add("embed_tokens.weight", at::zeros({vocabulary, kTextDim}));
    const std::int64_t head_dim = kTextDim / kLlamaHeads;
    for (int i = 0; i < kLlamaLayers; ++i) {
        const std::string layer = fmt::format("layers.{}.", i);
        sizes.add(layer + "self_attn.q_proj.weight", at::zeros({kTextDim, kTextDim}));
        sizes.add(layer + "self_attn.k_proj.weight",
                  at::zeros({kLlamaKeyHeads * head_dim, kTextDim}));
        sizes.add(layer + "mlp.gate_proj.weight", at::zeros({kTextFfn, kTextDim}));
    }
    return text::llama_parameters(sizes);
}

std::vector<ModelPart> parts(const fs::path& folder) {
    return {{.name = "denoiser",
             .file = "transformer/diffusion_pytorch_model.safetensors",
             .parameters = models::hunyuan::parameters(config()),
             .canonical = models::hunyuan::canonical_names,
             .eight_bit = true},
            {.name = "llama",
             .file = "text_encoder/model.safetensors",
             .parameters = llama_parameters(
                 text::open_llama_tokenizer(folder / kLlamaTokenizer)->vocabulary_size()),
             .canonical = text::canonical_llama_names},
            clip_part(folder / kClipTokenizer, "text_encoder_2/model.safetensors")};
}

text::PromptTemplate prompt_template() {
    return text::prompt_template_from(kTemplate, "the demo model's template");
}

class HunyuanInTraining final : public DenoiserInTraining<models::hunyuan::HunyuanDenoiser> {
public:
    HunyuanInTraining(const PartWeights& weights, const fs::path& folder)
        : DenoiserInTraining(weights, config()),
          llama_(weights.at("llama"), {}, {.heads = kLlamaHeads}),
          tokenizer_(text::open_llama_tokenizer(folder / kLlamaTokenizer)),
          crop_(text::head_tokens(prompt_template(), *tokenizer_, kLlamaTokenizer)),
          clip_(weights.at("clip"), folder / kClipTokenizer) {}

    models::Conditioning condition(const std::vector<std::string>& captions,
                                   const LatentPool::Batch& /*batch*/,
                                   double guidance) const override {
        std::vector<std::string> framed;
        for (const std::string& caption : captions)
            framed.push_back(text::filled(prompt_template(), caption));
        const at::Tensor ids =
            tokenise(framed, *tokenizer_, crop_ + kTextLength, Rows::Longest).ids;
        models::Conditioning given;
        given.context = llama_.encode(ids, {}).narrow(1, crop_, ids.size(1) - crop_);
        given.pooled = clip_.pooled(captions);
        given.guidance = guidance;
        return prepared(given);
    }

private:
    text::LlamaEncoder llama_;
    std::unique_ptr<text::Tokenizer> tokenizer_;
    int crop_;
    ClipInTraining clip_;
};

void write_settings(const fs::path& folder) {
    nlohmann::ordered_json transformer{{"_class_name", "HunyuanVideoTransformer3DModel"}};
    transformer.update(dual_stream_settings(config().stack, kTextLength));
    transformer["rope_axes_dim"] = config().stack.rope_axes;
    write_json(folder / "transformer" / "config.json", transformer);
    write_json(folder / "text_encoder" / "config.json",
               {{"model_type", "llama"}, {"num_attention_heads", kLlamaHeads}});
    write_json(folder / "text_encoder_2" / "config.json", clip_settings());
    write_json(folder / "prompts.json", {{"template", kTemplate}});
}

}  // namespace

const ModelKind& hunyuan_kind() {
    static const ModelKind kind{
        .id = "hunyuan",
        .autoencoder = "hunyuan",
        .vae_file = "vae/diffusion_pytorch_model.safetensors",
        .prediction = api::Prediction::Velocity,
        .shift = 3.0,
        .embedded_guidance = true,
        .starts_from_image = false,
        .tokenizer_files = {kLlamaTokenizer, "tokenizer_2/vocab.json", "tokenizer_2/merges.txt"},
        .make_tokenizers =
            [](const fs::path& folder) {
                write_llama_tokenizer((folder / kLlamaTokenizer).parent_path());
                write_clip_tokenizer(folder / kClipTokenizer);
            },
        .parts = parts,
        // Padding is left out of the model, so a batch has none.
        .caption_length = [](const fs::path& folder) -> std::function<int(const std::string&)> {
            const std::shared_ptr<text::Tokenizer> tokenizer =
                text::open_llama_tokenizer(folder / kLlamaTokenizer);
            return [tokenizer](const std::string& caption) {
                return tokenizer->encode(caption, kTextLength).length;
            };
        },
        .open = [](const PartWeights& weights,
                   const fs::path& folder) -> std::unique_ptr<ModelInTraining> {
            return std::make_unique<HunyuanInTraining>(weights, folder);
        },
        .write_settings = write_settings};
    return kind;
}

}  // namespace plumbline::train
