// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/tiny_model.h"

#include <fstream>
#include <string>

namespace plumbline::tests {
namespace {

namespace fs = std::filesystem;

void copy_fixture(const std::string& name, const fs::path& to) {
    fs::create_directories(to.parent_path());
    fs::copy_file(fs::path(PLUMBLINE_GOLDENS) / name, to);
}

}  // namespace

void make_original_model(const fs::path& folder) {
    copy_fixture("wan_tiny/weights_original.safetensors",
                 folder / "diffusion_pytorch_model.safetensors");
    copy_fixture("umt5_tiny/weights_original.safetensors", folder / "models_t5_umt5.safetensors");
    copy_fixture("umt5_tiny/spiece.model", folder / "spiece.model");
    copy_fixture("wan_vae_tiny/weights_original.safetensors", folder / "Wan2.1_VAE.safetensors");
    std::ofstream(folder / "config.json") << R"({"num_heads": 2})";
}

void make_diffusers_model(const fs::path& folder) {
    copy_fixture("wan_tiny/weights_diffusers.safetensors",
                 folder / "transformer" / "diffusion_pytorch_model.safetensors");
    std::ofstream(folder / "transformer" / "config.json")
        << R"({"_class_name": "WanTransformer3DModel", "num_attention_heads": 2,
               "attention_head_dim": 32, "num_layers": 5, "ffn_dim": 128})";
    copy_fixture("wan_vae_tiny/weights_diffusers.safetensors",
                 folder / "vae" / "diffusion_pytorch_model.safetensors");
    copy_fixture("umt5_tiny/weights_transformers.safetensors",
                 folder / "text_encoder" / "model.safetensors");
    copy_fixture("umt5_tiny/spiece.model", folder / "tokenizer" / "spiece.model");
}

}  // namespace plumbline::tests
