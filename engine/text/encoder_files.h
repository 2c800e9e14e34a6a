// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>

namespace plumbline::text {

/// Where an encoder and its tokenizer lie.
struct EncoderFiles {
    std::filesystem::path weights;    // a file, or a folder that holds one model
    std::filesystem::path tokenizer;  // spiece.model; tokenizer.json; or the folder of BPE files
};

enum class EncoderKind {
    T5,
    Umt5,
    Clip,
    Llama,
    ClipVision
};  // Flux.1's T5 and Wan's are not the same

/// Finds an encoder by what weight files hold, headers only: in `whole`, the file of the denoiser,
/// which may hold all of a model; then below the model's folder, in text_encoder, text_encoder_2,
/// text_encoders and the folder itself; an image encoder in image_encoder or clip_vision too.
/// tokenizer_folder: the one that the family keeps this
/// tokenizer in (tokenizer or tokenizer_2); where that has none, one beside the weights or in the
/// folder itself serves; an image encoder has none. Throws Error{Input} that says what is missing, which encoder of another
/// kind lies there instead, and what to add.
[[nodiscard]] EncoderFiles find_encoder(const std::filesystem::path& folder,
                                        EncoderKind kind,
                                        const char* tokenizer_folder,
                                        const std::filesystem::path& whole = {});
/// Throws Error{Input} when these weights are not an encoder of this kind.
void expect_kind(const std::filesystem::path& weights, EncoderKind kind);
/// Bytes that the encoder's own tensors take in their file, which may hold more. Throws
/// Error{Input}.
[[nodiscard]] std::int64_t encoder_bytes(const std::filesystem::path& weights, EncoderKind kind);

}  // namespace plumbline::text
