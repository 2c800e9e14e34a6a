// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/demo_model.h"

#include "base/file.h"
#include "tensor_io/safetensors.h"
#include "train/autoencoder_kind.h"
#include "train/model_kind.h"

#include <ATen/ATen.h>

namespace plumbline::train {
namespace {

namespace fs = std::filesystem;

constexpr double kLargestFloat8 = 448;  // of float8_e4m3fn
constexpr std::string_view kWeight = ".weight";

void copy_into(const fs::path& from, const fs::path& to) {
    fs::create_directories(to.parent_path());
    fs::copy_file(from, to, fs::copy_options::overwrite_existing);
}

bool is_matrix_of_a_block(const std::string& name, const at::Tensor& value) {
    return value.dim() == 2 && name.find("_blocks.") != std::string::npos &&
           name.ends_with(kWeight);
}

}  // namespace

void write_half(const fs::path& file, const tensor_io::WeightMap& weights, bool eight_bit) {
    std::vector<std::pair<std::string, at::Tensor>> tensors;
    for (const auto& [name, entry] : weights.entries()) {
        const at::Tensor value = weights.tensor(name).detach();
        if (eight_bit && is_matrix_of_a_block(name, value)) {
            const at::Tensor scale = value.abs().max().to(at::kFloat) / kLargestFloat8;
            tensors.emplace_back(name, (value / scale).to(at::kFloat8_e4m3fn).contiguous());
            tensors.emplace_back(
                std::string(name, 0, name.size() - kWeight.size()) + ".scale_weight", scale);
        } else {
            tensors.emplace_back(name, value.to(at::kHalf).contiguous());
        }
    }
    if (eight_bit) tensors.emplace_back("scaled_fp8", at::zeros({0}, at::kFloat8_e4m3fn));
    tensor_io::write_safetensors(file, tensors, {{"format", "pt"}});
}

void write_model(const DenoiserTraining& options, const fs::path& folder) {
    const ModelKind& kind = model_kind(options.kind);
    const PartWeights weights = trained_weights(options);
    for (const ModelPart& part : kind.parts(options.work)) {
        fs::create_directories((folder / part.file).parent_path());
        const tensor_io::WeightMap& own = weights.at(part.name);
        write_half(folder / part.file, part.stored ? part.stored(own) : own, part.eight_bit);
    }
    copy_into(options.work / "vae.safetensors", folder / kind.vae_file);
    if (const std::string config = autoencoder_kind(kind.autoencoder).config(); !config.empty()) {
        base::write_file((folder / kind.vae_file).parent_path() / "config.json", config,
                         /*overwrite=*/true);
    }
    for (const std::string& file : kind.tokenizer_files)
        copy_into(options.work / file, folder / file);
    kind.write_settings(folder);
}

}  // namespace plumbline::train
