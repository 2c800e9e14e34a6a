// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/fixture_files.h"
#include "support/golden_tensors.h"
#include "support/tiny_families.h"

namespace plumbline::tests {
namespace {

namespace fs = std::filesystem;

}  // namespace

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

void make_whole_schnell(const fs::path& folder, bool eight_bits) {
    std::vector<std::pair<std::string, at::Tensor>> tensors;
    const auto add = [&](const char* fixture, const std::string& prefix) {
        for (const auto& [name, tensor] : tensors_of(golden(fixture))) {
            if (name.starts_with("guidance_in.")) continue;
            const bool small = eight_bits && tensor.dim() == 2 && name.ends_with(".weight");
            tensors.emplace_back(prefix + name,
                                 small ? tensor.to(at::kFloat8_e4m3fn) : tensor.clone());
        }
    };
    add("flux_tiny/weights_original.safetensors", "model.diffusion_model.");
    add("flux_ae_tiny/weights_original.safetensors", "vae.");
    add("clip_text_tiny/weights_transformers.safetensors", "text_encoders.clip_l.transformer.");
    add("t5_tiny/weights_transformers.safetensors", "text_encoders.t5xxl.transformer.");
    tensors.emplace_back("text_encoders.clip_l.logit_scale", at::ones({}));
    fs::create_directories(folder / "checkpoints");
    tensor_io::write_safetensors(folder / "checkpoints" / "flux1-schnell-whole.safetensors",
                                 tensors);
    write_text(folder / "checkpoints" / "config.json",
               R"({"axes_dims_rope": [4, 10, 10], "norm_num_groups": 4, "scaling_factor": 0.3611,
                   "shift_factor": 0.1159, "text_config": {"num_attention_heads": 4}})");
    copy_fixture("clip_text_tiny/vocab.json", folder / "tokenizer" / "vocab.json");
    copy_fixture("clip_text_tiny/merges.txt", folder / "tokenizer" / "merges.txt");
    copy_fixture("t5_tiny/spiece.model", folder / "tokenizer_2" / "spiece.model");
}

}  // namespace plumbline::tests
