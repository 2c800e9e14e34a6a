// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/checkpoint.h"
#include "models/registry.h"
#include "text/clip_text_encoder.h"
#include "text/clip_vision_encoder.h"
#include "text/llama_encoder.h"
#include "text/t5_encoder.h"
#include "text/tokenizer.h"
#include "tools/case_manifest.h"
#include "tools/model_family.h"
#include "vae/vae.h"

#include <ATen/core/Tensor.h>

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace plumbline::tools {

/// A text encoder with its tokenizer.
struct TextModel {
    std::unique_ptr<text::T5Encoder> encoder;
    std::unique_ptr<text::Tokenizer> tokenizer;
    bool bias_in_every_layer = false;  // UMT5; otherwise T5
};

/// A denoiser with its family.
struct DenoiserModel {
    const models::Family* family = nullptr;
    std::unique_ptr<models::Denoiser> denoiser;
};

struct ClipTextModel {
    std::unique_ptr<text::ClipTextEncoder> encoder;
    std::unique_ptr<text::Tokenizer> tokenizer;
};

struct LlamaModel {
    std::unique_ptr<text::LlamaEncoder> encoder;
    std::unique_ptr<text::Tokenizer> tokenizer;
    std::filesystem::path tokenizer_file;
};

/// The models that cases name, loaded once and kept for the cases that follow.
class CaseModels {
public:
    /// extra_folder: holds a manifest with models that the first one lacks; may be empty.
    /// naming: which weight file of a model; see api::ReplayRequest. manifest must outlive this.
    CaseModels(const Manifest& manifest,
               const std::filesystem::path& extra_folder,
               std::string naming,
               at::Device device,
               Checkpoint checkpoint);

    /// Throw UnsupportedCase for a family that cannot be loaded yet, Error{Input} for a missing,
    /// damaged or unsuitable model.
    [[nodiscard]] DenoiserModel& denoiser(const std::string& model,
                                          at::ScalarType dtype,
                                          std::optional<std::int64_t> text_length);
    [[nodiscard]] vae::Vae& vae(const std::string& model, at::ScalarType dtype);
    [[nodiscard]] TextModel& t5(const std::string& model);
    [[nodiscard]] ClipTextModel& clip_text(const std::string& model);
    [[nodiscard]] LlamaModel& llama(const std::string& model, int skipped_layers);
    [[nodiscard]] text::ClipVisionEncoder& clip_vision(const std::string& model);
    /// Id of the model's family, one of `families`. Throws as above when it is none of them.
    [[nodiscard]] std::string_view family_of(const std::string& model,
                                             const std::vector<std::string_view>& families) const;
    [[nodiscard]] at::Device device() const { return device_; }

private:
    [[nodiscard]] ListedModel find(const std::string& model) const;
    [[nodiscard]] const ListedFile& weights_of(const ListedModel& model) const;
    /// Verifies, opens and checks that the tensors are of a family that `fits`.
    [[nodiscard]] tensor_io::WeightMap open(
        const ListedModel& model,
        const std::function<bool(const ModelFamily& family)>& fits) const;
    [[nodiscard]] tensor_io::WeightMap open(const ListedModel& model,
                                            const std::vector<std::string_view>& families) const;
    [[nodiscard]] tensor_io::Placement placement(at::ScalarType dtype) const;

    const Manifest& manifest_;
    std::optional<Manifest> extra_;
    std::string naming_;
    at::Device device_;
    Checkpoint checkpoint_;
    std::map<std::string, DenoiserModel> denoisers_;
    std::map<std::string, std::unique_ptr<vae::Vae>> vaes_;
    std::map<std::string, TextModel> t5_;
    std::map<std::string, ClipTextModel> clip_text_;
    std::map<std::string, LlamaModel> llama_;
    std::map<std::string, std::unique_ptr<text::ClipVisionEncoder>> clip_vision_;
};

}  // namespace plumbline::tools
