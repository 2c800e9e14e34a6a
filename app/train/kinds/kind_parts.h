// SPDX-License-Identifier: GPL-3.0-or-later
// What several kinds of models are made of.
#pragma once

#include "models/denoiser.h"
#include "models/dual_stream.h"
#include "text/clip_text_encoder.h"
#include "text/tokenizer.h"
#include "train/model_kind.h"

#include <ATen/ATen.h>
#include <nlohmann/json.hpp>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace plumbline::train {

/// Widths of the small text encoders.
inline constexpr std::int64_t kTextDim = 96, kTextHeads = 6, kTextFfn = 192;
inline constexpr std::int64_t kClipDim = 64, kClipHeads = 4, kClipLength = 32;
inline constexpr int kTextLayers = 2, kClipLayers = 2;

/// Trains a sentencepiece model on all captions: each of their words becomes one token.
void train_tokenizer(const std::filesystem::path& model_file);

/// "t5": UMT5 where every layer has a bias of its own, else T5.
[[nodiscard]] ModelPart t5_part(const std::filesystem::path& tokenizer,
                                std::string file,
                                bool bias_in_every_layer);
/// "clip".
[[nodiscard]] ModelPart clip_part(const std::filesystem::path& tokenizer, std::string file);

/// CLIP with its tokenizer: captions → the state at each end mark.
class ClipInTraining {
public:
    ClipInTraining(const tensor_io::WeightMap& weights, const std::filesystem::path& tokenizer);
    /// Every row, padding included, after the final norm: [B, kClipLength, kClipDim].
    [[nodiscard]] at::Tensor states(const std::vector<std::string>& captions) const;
    /// [B, kClipDim].
    [[nodiscard]] at::Tensor pooled(const std::vector<std::string>& captions) const;

private:
    std::unique_ptr<text::Tokenizer> tokenizer_;
    text::ClipTextEncoder encoder_;
};

/// Sizes of the small dual-stream models: heads of 32.
[[nodiscard]] models::DualStreamConfig small_dual_stream(models::DualStreamConfig family);
/// Its keys of config.json.
[[nodiscard]] nlohmann::ordered_json dual_stream_settings(const models::DualStreamConfig& config,
                                                          std::int64_t text_len);
/// config.json of a small CLIP text encoder.
[[nodiscard]] nlohmann::ordered_json clip_settings();

/// Writes an object, making its folder.
void write_json(const std::filesystem::path& file, const nlohmann::ordered_json& object);

/// What every kind has in common: the denoiser, all of whose blocks run at one noise level a
/// sample.
template <typename Denoiser>
class DenoiserInTraining : public ModelInTraining {
public:
    at::Tensor predict(const at::Tensor& noisy,
                       const at::Tensor& time,
                       const models::Conditioning& conditioning) const final {
        models::BlockContext context;
        models::Streams streams = model_.embed_batch(noisy, time, conditioning, context);
        for (int i = 0; i < model_.shape().blocks; ++i)
            streams = model_.run_block(i, streams, context);
        return model_.head(streams, context);
    }

protected:
    template <typename Config>
    DenoiserInTraining(const PartWeights& weights, const Config& config)
        : model_(weights.at("denoiser"), config, {}) {}
    [[nodiscard]] models::Conditioning prepared(const models::Conditioning& given) const {
        return model_.prepare(given);
    }

private:
    mutable Denoiser model_;  // keeps tables between calls
};

}  // namespace plumbline::train
