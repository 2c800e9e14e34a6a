// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/tiny_families.h"

#include "support/golden_tensors.h"

#include <fstream>
#include <string>
#include <utility>
#include <vector>

namespace plumbline::tests {
namespace {

namespace fs = std::filesystem;

void copy_fixture(const std::string& name, const fs::path& to) {
    fs::create_directories(to.parent_path());
    fs::copy_file(fs::path(PLUMBLINE_GOLDENS) / name, to);
}

void write_text(const fs::path& place, const std::string& text) {
    fs::create_directories(place.parent_path());
    std::ofstream(place) << text;
}

constexpr const char* kClipConfig = R"({"num_attention_heads": 4})";
constexpr const char* kFluxVaeConfig =
    R"({"norm_num_groups": 4, "scaling_factor": 0.3611, "shift_factor": 0.1159})";

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

void make_comfyui_schnell(const fs::path& folder) {
    std::vector<std::pair<std::string, at::Tensor>> tensors;
    for (auto& [name, tensor] : tensors_of(golden("flux_tiny/weights_original.safetensors"))) {
        if (!name.starts_with("guidance_in.")) tensors.emplace_back(name, tensor);
    }
    fs::create_directories(folder / "diffusion_models");
    tensor_io::write_safetensors(folder / "diffusion_models" / "flux1-schnell.safetensors",
                                 tensors);
    write_text(folder / "diffusion_models" / "config.json", R"({"axes_dims_rope": [4, 10, 10]})");
    copy_fixture("flux_ae_tiny/weights_original.safetensors", folder / "vae" / "ae.safetensors");
    write_text(folder / "vae" / "config.json", kFluxVaeConfig);
    const fs::path encoders = folder / "text_encoders";
    copy_fixture("clip_text_tiny/weights_transformers.safetensors",
                 encoders / "clip_l.safetensors");
    write_text(encoders / "config.json", kClipConfig);
    copy_fixture("clip_text_tiny/vocab.json", encoders / "vocab.json");
    copy_fixture("clip_text_tiny/merges.txt", encoders / "merges.txt");
    copy_fixture("t5_tiny/weights_transformers.safetensors", encoders / "t5xxl_fp16.safetensors");
    copy_fixture("t5_tiny/spiece.model", encoders / "spiece.model");
}

}  // namespace plumbline::tests
