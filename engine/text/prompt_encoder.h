// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/checkpoint.h"
#include "tensor_io/weight_scope.h"
#include "text/t5_encoder.h"
#include "text/tokenizer.h"

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string_view>

namespace plumbline::text {

/// Where a T5 text encoder and its tokenizer lie.
struct PromptEncoderFiles {
    std::filesystem::path weights;  // a file, or a folder that holds one model
    std::filesystem::path
        spiece_model;  // empty: the checkpoint carries it as tensor `spiece_model`
};

/// Finds both in a model's folder: the original layout (models_t5_*, google/umt5-xxl), diffusers'
/// (text_encoder, tokenizer) and ComfyUI's (a *t5* file in text_encoders or in the folder itself).
/// Throws Error{Input} when there is no encoder, or several.
[[nodiscard]] PromptEncoderFiles find_prompt_encoder(const std::filesystem::path& folder);

/// The tokenizer alone: no weights are read but where they carry it. Throws Error{Input}.
[[nodiscard]] std::unique_ptr<Tokenizer> open_tokenizer(const PromptEncoderFiles& files);

struct EncodedPrompt {
    at::Tensor embeddings;   // [1, l, D] f32, real tokens only, on the encoder's device
    int tokens = 0;          // l: what the model sees, end mark included
    bool truncated = false;  // the prompt was longer; its end is lost
};

/// A prompt's way to what the denoiser reads: clean-up, tokens, encoder. Immutable once open.
class PromptEncoder {
public:
    /// path: a model's folder (see find_prompt_encoder) or one weight file that carries its
    /// tokenizer. placement: where and in which dtype (f32 or bf16) the encoder works. text_len:
    /// longest prompt in tokens, end mark included. Throws Error{Input}.
    static PromptEncoder open(const std::filesystem::path& path,
                              const tensor_io::Placement& placement,
                              int text_len = 512);
    static PromptEncoder open(const PromptEncoderFiles& files,
                              const tensor_io::Placement& placement,
                              int text_len = 512);

    /// prompt: UTF-8 as typed. An empty one gives the end mark alone. The checkpoint is asked
    /// between layers. Throws Error{Input} when the text is not valid UTF-8. Records no gradients.
    [[nodiscard]] EncodedPrompt encode(std::string_view prompt,
                                       const Checkpoint& checkpoint = {}) const;
    /// Clean-up and tokens only, padded to text_len.
    [[nodiscard]] TokenIds tokenize(std::string_view prompt) const;

    [[nodiscard]] int text_len() const { return text_len_; }
    [[nodiscard]] std::int64_t dim() const { return encoder_->dim(); }
    /// Bytes of weights on the placement's device.
    [[nodiscard]] std::int64_t weight_bytes() const { return encoder_->weight_bytes(); }

private:
    PromptEncoder() = default;

    std::unique_ptr<Tokenizer> tokenizer_;
    std::unique_ptr<T5Encoder> encoder_;
    int text_len_ = 0;
};

}  // namespace plumbline::text
