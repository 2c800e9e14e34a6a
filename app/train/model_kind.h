// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/prediction.h"
#include "models/denoiser.h"
#include "tensor_io/weight_map.h"
#include "train/latent_pool.h"
#include "train/parameters.h"

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace plumbline::train {

/// One weight file of a model in training.
struct ModelPart {
    std::string name;  // "denoiser", "t5", …
    std::string file;  // in the model's folder
    ParameterList parameters;
    /// Of weights to start from, which may have fewer tensors.
    std::function<tensor_io::WeightMap(const tensor_io::WeightMap&)> canonical;
    /// Canonical names → those of the file; empty: the same.
    std::function<tensor_io::WeightMap(const tensor_io::WeightMap&)> stored = {};
    bool eight_bit = false;  // matrices of blocks are stored as 8-bit floats, the rest in f16
};
/// Weights of each part, by its name.
using PartWeights = std::map<std::string, tensor_io::WeightMap>;

/// A denoiser with its encoders, as their training sees them: many samples at once, differentiable.
class ModelInTraining {
public:
    virtual ~ModelInTraining() = default;
    /// What the denoiser reads of captions, and of images where it starts from one. guidance: for
    /// models that take it as an input.
    [[nodiscard]] virtual models::Conditioning condition(const std::vector<std::string>& captions,
                                                         const LatentPool::Batch& batch,
                                                         double guidance) const = 0;
    /// noisy: [B, C, T, h, w]; time: [B] f64, 0 to 1000. → velocity or noise, like noisy.
    [[nodiscard]] virtual at::Tensor predict(const at::Tensor& noisy,
                                             const at::Tensor& time,
                                             const models::Conditioning& conditioning) const = 0;
};

/// One family's demo model.
struct ModelKind {
    std::string_view id;           // of --kind
    std::string_view autoencoder;  // AutoencoderKind::family
    std::string_view vae_file;     // in the model's folder
    api::Prediction prediction;    // what it learns
    double shift;                  // of the training noise levels, the sampler's own; velocity only
    bool embedded_guidance;        // the guidance scale is an input, to be distilled
    bool starts_from_image;
    std::vector<std::string> tokenizer_files;  // in the model's folder
    /// Writes them.
    void (*make_tokenizers)(const std::filesystem::path& folder);
    /// folder: where the tokenizers lie, whose sizes make those of the tables.
    std::vector<ModelPart> (*parts)(const std::filesystem::path& folder);
    /// Tokens of a caption that the denoiser sees; null where captions of any lengths may share a
    /// batch.
    std::function<int(const std::string&)> (*caption_length)(const std::filesystem::path& folder);
    std::unique_ptr<ModelInTraining> (*open)(const PartWeights& weights,
                                             const std::filesystem::path& folder);
    /// Every file of the model's folder that is neither weights nor a tokenizer.
    void (*write_settings)(const std::filesystem::path& folder);
};

[[nodiscard]] std::span<const ModelKind* const> model_kinds();
/// Throws Error{Usage} for an unknown id.
[[nodiscard]] const ModelKind& model_kind(std::string_view id);

// The rows of the table.
[[nodiscard]] const ModelKind& wan_kind();
[[nodiscard]] const ModelKind& wan_image_kind();
[[nodiscard]] const ModelKind& flux_kind();
[[nodiscard]] const ModelKind& hunyuan_kind();
[[nodiscard]] const ModelKind& sd15_kind();

/// Standard deviation of the first values of a tensor, 0 for zeros. depth: blocks whose outputs add
/// up on the residual stream.
[[nodiscard]] double deviation_at_start(const std::string& name,
                                        const at::Tensor& value,
                                        int depth);

}  // namespace plumbline::train
