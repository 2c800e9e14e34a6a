// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/library_families.h"

#include <algorithm>

namespace plumbline::api {
namespace {

constexpr std::string_view kPublisher = "licence: see the publisher";
constexpr std::string_view kApache = "Apache-2.0";
constexpr std::string_view kWanCode = "code Apache-2.0; weights: see the publisher";
constexpr std::string_view kTencent =
    "Tencent community licence (excludes the EU, the UK and South Korea)";

std::vector<PartRule> wan_parts(bool image) {
    std::vector<PartRule> parts{
        {"vae", {"wan-vae"}, "Wan2.1_VAE.pth", kWanCode, {"", "vae"}},
        {"text encoder",
         {"umt5"},
         "models_t5_umt5-xxl-enc-bf16.pth",
         kWanCode,
         {"", "text_encoder", "text_encoders"}},
        {"tokenizer",
         {"sentencepiece"},
         "google/umt5-xxl/spiece.model",
         kPublisher,
         {"", "tokenizer", "google/umt5-xxl", "text_encoder", "text_encoders"}}};
    if (image) {
        parts.push_back({"image encoder",
                         {"clip-vision"},
                         "models_clip_open-clip-xlm-roberta-large-vit-huge-14.pth",
                         kPublisher,
                         {"", "image_encoder", "clip_vision"}});
    }
    return parts;
}

/// Where encoders lie that are told by what they hold.
const std::vector<std::string_view> kEncoderPlaces{"", "text_encoder", "text_encoder_2",
                                                   "text_encoders"};

/// Beside an encoder, or in the folder that diffusers keeps this tokenizer in.
std::vector<std::string_view> tokenizer_places(std::string_view own) {
    std::vector<std::string_view> places = kEncoderPlaces;
    places.push_back(own);
    return places;
}

std::vector<PartRule> hunyuan_parts() {
    return {{"vae",
             {"hunyuan-vae"},
             "vae/pytorch_model.pt or hunyuan_video_vae_bf16.safetensors",
             kTencent,
             {"", "vae", "hunyuan-video-t2v-720p/vae"}},
            {"text encoder",
             {"llama"},
             "text_encoder/ (LLaMA 3 of llava-llama-3-8b) or llava_llama3_fp16.safetensors",
             kPublisher,
             kEncoderPlaces},
            {"text encoder",
             {"clip-text"},
             "text_encoder_2/ (CLIP ViT-L/14) or clip_l.safetensors",
             kPublisher,
             kEncoderPlaces},
            {"tokenizer",
             {"tokenizer-json"},
             "tokenizer/tokenizer.json",
             kPublisher,
             tokenizer_places("tokenizer")},
            {"tokenizer",
             {"bpe"},
             "tokenizer_2/vocab.json and merges.txt",
             kPublisher,
             tokenizer_places("tokenizer_2")}};
}

std::vector<PartRule> flux_parts() {
    return {{"vae", {"flux-ae"}, "ae.safetensors", kPublisher, {"", "vae"}},
            {"text encoder",
             {"t5"},
             "text_encoder_2/ or t5xxl_fp16.safetensors",
             kPublisher,
             kEncoderPlaces},
            {"text encoder",
             {"clip-text"},
             "text_encoder/ (CLIP ViT-L/14) or clip_l.safetensors",
             kPublisher,
             kEncoderPlaces},
            {"tokenizer",
             {"sentencepiece"},
             "tokenizer_2/spiece.model",
             kPublisher,
             tokenizer_places("tokenizer_2")},
            {"tokenizer",
             {"bpe"},
             "tokenizer/vocab.json and merges.txt",
             kPublisher,
             tokenizer_places("tokenizer")}};
}

std::vector<FamilyRule> make_rules() {
    constexpr std::string_view wan_file = "diffusion_pytorch_model*.safetensors";
    constexpr std::string_view flux_code = "code Apache-2.0; weights: see the publisher";
    constexpr std::string_view hunyuan_file =
        "mp_rank_00_model_states.pt or hunyuan_video_t2v_720p_bf16.safetensors";
    return {
        {"wan-t2v", "Wan 2.1 text-to-video", "wan", true, wan_file, kApache, "wan-vae",
         wan_parts(false)},
        {"wan-i2v", "Wan 2.1 image-to-video", "wan", true, wan_file, kWanCode, "", wan_parts(true)},
        {"wan-flf2v", "Wan 2.1 first-last-frame-to-video", "wan", false, wan_file, kWanCode, "",
         wan_parts(true)},
        {"wan-vace", "Wan 2.1 VACE", "wan", false, wan_file, kWanCode, "", wan_parts(false)},
        {"hunyuan", "HunyuanVideo", "hunyuan", true, hunyuan_file, kTencent, "hunyuan-vae",
         hunyuan_parts()},
        {"flux-dev", "Flux.1 dev", "flux", true, "flux1-dev.safetensors",
         "code Apache-2.0; weights non-commercial", "flux-ae", flux_parts()},
        {"flux-schnell", "Flux.1 schnell", "flux", true, "flux1-schnell.safetensors", flux_code, "",
         flux_parts()},
        {"flux", "Flux.1", "flux", true, "transformer/diffusion_pytorch_model-*.safetensors",
         flux_code, "", flux_parts()},
        {"sd15-unet",
         "Stable Diffusion 1.5",
         "sd15",
         true,
         "v1-5-pruned-emaonly.safetensors",
         kPublisher,
         "sd15-vae",
         {{"vae",
           {"sd15-vae"},
           "vae/ (or inside v1-5-pruned-emaonly.safetensors)",
           kPublisher,
           {"", "vae"}},
          {"text encoder",
           {"clip-text"},
           "text_encoder/ (or inside v1-5-pruned-emaonly.safetensors)",
           kPublisher,
           kEncoderPlaces},
          {"tokenizer",
           {"bpe"},
           "tokenizer/vocab.json and merges.txt",
           kPublisher,
           tokenizer_places("tokenizer")}}},
    };
}

}  // namespace

std::span<const FamilyRule> family_rules() {
    static const std::vector<FamilyRule> rules = make_rules();
    return rules;
}

const FamilyRule* family_rule(std::string_view id) {
    const auto rules = family_rules();
    const auto found = std::ranges::find(rules, id, &FamilyRule::id);
    return found == rules.end() ? nullptr : &*found;
}

}  // namespace plumbline::api
