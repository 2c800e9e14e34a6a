// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/fixture_files.h"
#include "support/golden_tensors.h"
#include "support/tiny_families.h"

#include <string>
#include <utility>
#include <vector>

namespace plumbline::tests {

namespace fs = std::filesystem;

void make_sd15_file(const fs::path& file) {
    std::vector<std::pair<std::string, at::Tensor>> tensors;
    const auto add = [&](const char* fixture, const std::string& prefix) {
        for (auto& [name, tensor] : tensors_of(golden(fixture)))
            tensors.emplace_back(prefix + name, tensor);
    };
    add("sd15_unet_tiny/weights_original.safetensors", "model.diffusion_model.");
    add("sd15_vae_tiny/weights_original.safetensors", "first_stage_model.");
    add("clip_text_tiny/weights_transformers.safetensors", "cond_stage_model.transformer.");
    fs::create_directories(file.parent_path());
    tensor_io::write_safetensors(file, tensors);
    write_text(file.parent_path() / "config.json",
               R"({"attention_head_dim": 2, "norm_num_groups": 4,
                   "text_config": {"num_attention_heads": 4}})");
    copy_fixture("clip_text_tiny/vocab.json", file.parent_path() / "tokenizer" / "vocab.json");
    copy_fixture("clip_text_tiny/merges.txt", file.parent_path() / "tokenizer" / "merges.txt");
}

}  // namespace plumbline::tests
