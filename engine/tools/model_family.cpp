// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/model_family.h"

#include <array>

namespace plumbline::tools {
namespace {

using tensor_io::WeightMap;

struct Rule {
    ModelFamily family;
    bool (*matches)(const WeightMap& weights);
};

bool has(const WeightMap& weights, const char* name) {
    return weights.contains(name);
}

/// Size of an axis of a tensor, or -1 when there is no such tensor or axis.
std::int64_t size_of(const WeightMap& weights, const char* name, std::size_t axis) {
    if (!weights.contains(name)) return -1;
    const auto& shape = weights.entry(name).shape;
    return axis < shape.size() ? shape[axis] : -1;
}

bool wan_diffusers(const WeightMap& w) {
    return has(w, "condition_embedder.time_proj.weight");
}

/// The first rule that matches decides, so special forms stand before the plain ones.
const std::array<Rule, 28> kRules{{
    {{"wan-vace", "Wan 2.1 VACE", "original", ModelPart::Denoiser, false},
     [](const WeightMap& w) { return has(w, "vace_patch_embedding.weight"); }},
    {{"wan-flf2v", "Wan 2.1 first-last-frame-to-video", "original", ModelPart::Denoiser, false},
     [](const WeightMap& w) { return has(w, "img_emb.emb_pos"); }},
    {{"wan-i2v", "Wan 2.1 image-to-video", "original", ModelPart::Denoiser, true},
     [](const WeightMap& w) { return has(w, "head.modulation") && has(w, "img_emb.proj.0.bias"); }},
    {{"wan-t2v", "Wan 2.1 text-to-video", "original", ModelPart::Denoiser, true},
     [](const WeightMap& w) { return has(w, "head.modulation"); }},
    {{"wan-flf2v", "Wan 2.1 first-last-frame-to-video", "diffusers", ModelPart::Denoiser, false},
     [](const WeightMap& w) {
         return wan_diffusers(w) && has(w, "condition_embedder.image_embedder.pos_embed");
     }},
    {{"wan-i2v", "Wan 2.1 image-to-video", "diffusers", ModelPart::Denoiser, true},
     [](const WeightMap& w) {
         return wan_diffusers(w) && has(w, "condition_embedder.image_embedder.norm1.weight");
     }},
    {{"wan-t2v", "Wan 2.1 text-to-video", "diffusers", ModelPart::Denoiser, true}, wan_diffusers},
    {{"hunyuan", "HunyuanVideo", "original", ModelPart::Denoiser, true},
     [](const WeightMap& w) {
         return has(w, "txt_in.individual_token_refiner.blocks.0.norm1.weight");
     }},
    {{"hunyuan", "HunyuanVideo", "diffusers", ModelPart::Denoiser, true},
     [](const WeightMap& w) {
         return has(w, "context_embedder.token_refiner.refiner_blocks.0.norm1.weight");
     }},
    {{"flux-dev", "Flux.1 dev", "original", ModelPart::Denoiser, true},
     [](const WeightMap& w) {
         return has(w, "double_blocks.0.img_attn.norm.key_norm.scale") && has(w, "img_in.weight") &&
                has(w, "guidance_in.in_layer.weight");
     }},
    {{"flux-schnell", "Flux.1 schnell", "original", ModelPart::Denoiser, true},
     [](const WeightMap& w) {
         return has(w, "double_blocks.0.img_attn.norm.key_norm.scale") && has(w, "img_in.weight");
     }},
    {{"flux", "Flux.1", "diffusers", ModelPart::Denoiser, true},
     [](const WeightMap& w) {
         return has(w, "transformer_blocks.0.attn.add_q_proj.weight") &&
                size_of(w, "x_embedder.weight", 1) > 0;
     }},
    {{"sd15-unet", "Stable Diffusion 1.5 U-Net", "original", ModelPart::Denoiser, true},
     [](const WeightMap& w) { return has(w, "input_blocks.0.0.weight"); }},
    {{"sd15-unet", "Stable Diffusion 1.5 U-Net", "diffusers", ModelPart::Denoiser, true},
     [](const WeightMap& w) {
         return has(w, "down_blocks.0.resnets.0.conv1.weight") && has(w, "conv_in.weight");
     }},
    {{"wan22-vae", "Wan 2.2 VAE", "original", ModelPart::Vae, false},
     [](const WeightMap& w) { return has(w, "decoder.upsamples.0.upsamples.0.residual.0.gamma"); }},
    {{"wan-vae", "Wan 2.1 VAE", "original", ModelPart::Vae, true},
     [](const WeightMap& w) { return has(w, "decoder.middle.0.residual.0.gamma"); }},
    {{"wan-vae", "Wan 2.1 VAE", "diffusers", ModelPart::Vae, true},
     [](const WeightMap& w) { return has(w, "decoder.mid_block.resnets.0.norm1.gamma"); }},
    {{"hunyuan-vae", "HunyuanVideo VAE", "original", ModelPart::Vae, true},
     [](const WeightMap& w) { return size_of(w, "decoder.conv_in.conv.weight", 1) == 16; }},
    {{"flux-ae", "Flux.1 autoencoder", "original", ModelPart::Vae, true},
     [](const WeightMap& w) {
         return size_of(w, "decoder.conv_in.weight", 1) == 16 &&
                has(w, "decoder.mid.block_1.conv1.weight");
     }},
    {{"flux-ae", "Flux.1 autoencoder", "diffusers", ModelPart::Vae, true},
     [](const WeightMap& w) { return size_of(w, "decoder.conv_in.weight", 1) == 16; }},
    {{"sd15-vae", "Stable Diffusion VAE", "original", ModelPart::Vae, true},
     [](const WeightMap& w) {
         return size_of(w, "decoder.conv_in.weight", 1) == 4 &&
                has(w, "decoder.mid.block_1.conv1.weight");
     }},
    {{"sd15-vae", "Stable Diffusion VAE", "diffusers", ModelPart::Vae, true},
     [](const WeightMap& w) { return size_of(w, "decoder.conv_in.weight", 1) == 4; }},
    {{"t5", "T5 or UMT5 encoder", "original", ModelPart::TextEncoder, true},
     [](const WeightMap& w) {
         return has(w, "token_embedding.weight") && has(w, "blocks.0.ffn.gate.0.weight");
     }},
    {{"t5", "T5 or UMT5 encoder", "transformers", ModelPart::TextEncoder, true},
     [](const WeightMap& w) {
         return has(w, "encoder.block.0.layer.0.SelfAttention.relative_attention_bias.weight");
     }},
    {{"clip-text", "CLIP text encoder", "transformers", ModelPart::TextEncoder, true},
     [](const WeightMap& w) { return has(w, "text_model.embeddings.token_embedding.weight"); }},
    {{"llama", "LLaMA 3 language model", "transformers", ModelPart::TextEncoder, true},
     [](const WeightMap& w) {
         return has(w, "embed_tokens.weight") && has(w, "layers.0.mlp.gate_proj.weight");
     }},
    {{"clip-vision", "CLIP image encoder", "original", ModelPart::ImageEncoder, true},
     [](const WeightMap& w) {
         return has(w, "visual.cls_embedding") ||
                (has(w, "cls_embedding") && has(w, "transformer.0.attn.to_qkv.weight"));
     }},
    {{"clip-vision", "CLIP image encoder", "transformers", ModelPart::ImageEncoder, true},
     [](const WeightMap& w) { return has(w, "vision_model.embeddings.class_embedding"); }},
}};

}  // namespace

std::string_view name(ModelPart part) {
    switch (part) {
        case ModelPart::Denoiser: return "denoiser";
        case ModelPart::Vae: return "vae";
        case ModelPart::TextEncoder: return "text encoder";
        case ModelPart::ImageEncoder: return "image encoder";
    }
    return "";
}

const std::vector<std::string>& known_prefixes() {
    static const std::vector<std::string> prefixes{"model.diffusion_model.",
                                                   "model.model.",
                                                   "net.",
                                                   "first_stage_model.",
                                                   "vae.",
                                                   "text_encoders.clip_l.transformer.",
                                                   "text_encoders.t5xxl.transformer.",
                                                   "cond_stage_model.transformer.",
                                                   "language_model.model.",
                                                   "model."};
    return prefixes;
}

const ModelFamily* detect_family(const WeightMap& weights) {
    for (const Rule& rule : kRules) {
        if (rule.matches(weights)) return &rule.family;
    }
    return nullptr;
}

}  // namespace plumbline::tools
