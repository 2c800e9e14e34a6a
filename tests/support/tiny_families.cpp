// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/tiny_families.h"

#include "support/fixture_files.h"

#include <string>

namespace plumbline::tests {
namespace {

namespace fs = std::filesystem;

void put_clip(const fs::path& encoder, const fs::path& tokenizer) {
    copy_fixture("clip_text_tiny/weights_transformers.safetensors", encoder / "model.safetensors");
    write_text(encoder / "config.json", kClipConfig);
    copy_fixture("clip_text_tiny/vocab.json", tokenizer / "vocab.json");
    copy_fixture("clip_text_tiny/merges.txt", tokenizer / "merges.txt");
}

}  // namespace

void make_flux_model(const fs::path& folder) {
    copy_fixture("flux_tiny/weights_diffusers.safetensors",
                 folder / "transformer" / "diffusion_pytorch_model.safetensors");
    write_text(folder / "transformer" / "config.json", R"({"axes_dims_rope": [4, 10, 10]})");
    copy_fixture("flux_ae_tiny/weights_diffusers.safetensors",
                 folder / "vae" / "diffusion_pytorch_model.safetensors");
    write_text(folder / "vae" / "config.json", kFluxVaeConfig);
    put_clip(folder / "text_encoder", folder / "tokenizer");
    copy_fixture("t5_tiny/weights_transformers.safetensors",
                 folder / "text_encoder_2" / "model.safetensors");
    copy_fixture("t5_tiny/spiece.model", folder / "tokenizer_2" / "spiece.model");
}

void make_hunyuan_model(const fs::path& folder) {
    copy_fixture("hunyuan_tiny/weights_diffusers.safetensors",
                 folder / "transformer" / "diffusion_pytorch_model.safetensors");
    write_text(folder / "transformer" / "config.json", R"({"rope_axes_dim": [4, 10, 10]})");
    copy_fixture("hunyuan_vae_tiny/weights_diffusers.safetensors",
                 folder / "vae" / "diffusion_pytorch_model.safetensors");
    write_text(folder / "vae" / "config.json",
               R"({"norm_num_groups": 4, "scaling_factor": 0.476986})");
    copy_fixture("llama_tiny/weights_transformers.safetensors",
                 folder / "text_encoder" / "model.safetensors");
    write_text(folder / "text_encoder" / "config.json", R"({"num_attention_heads": 4})");
    copy_fixture("llama_tiny/tokenizer.json", folder / "tokenizer" / "tokenizer.json");
    put_clip(folder / "text_encoder_2", folder / "tokenizer_2");
}

void make_i2v_model(const fs::path& folder) {
    copy_fixture("wan_i2v_tiny/weights_diffusers.safetensors",
                 folder / "transformer" / "diffusion_pytorch_model.safetensors");
    write_text(folder / "transformer" / "config.json", R"({"num_attention_heads": 2})");
    copy_fixture("wan_vae_tiny/weights_diffusers.safetensors",
                 folder / "vae" / "diffusion_pytorch_model.safetensors");
    copy_fixture("umt5_tiny/weights_transformers.safetensors",
                 folder / "text_encoder" / "model.safetensors");
    copy_fixture("umt5_tiny/spiece.model", folder / "tokenizer" / "spiece.model");
    copy_fixture("clip_vision_tiny/weights_transformers.safetensors",
                 folder / "image_encoder" / "model.safetensors");
    write_text(folder / "image_encoder" / "config.json", R"({"num_attention_heads": 4})");
}

void make_sd15_model(const fs::path& folder) {
    copy_fixture("sd15_unet_tiny/weights_diffusers.safetensors",
                 folder / "unet" / "diffusion_pytorch_model.safetensors");
    write_text(folder / "unet" / "config.json",
               R"({"attention_head_dim": 2, "norm_num_groups": 4})");
    copy_fixture("sd15_vae_tiny/weights_diffusers.safetensors",
                 folder / "vae" / "diffusion_pytorch_model.safetensors");
    write_text(folder / "vae" / "config.json",
               R"({"norm_num_groups": 4, "scaling_factor": 0.18215})");
    put_clip(folder / "text_encoder", folder / "tokenizer");
}

}  // namespace plumbline::tests
