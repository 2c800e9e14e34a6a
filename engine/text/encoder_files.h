// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>

namespace plumbline::text {

/// Where an encoder and its tokenizer lie.
struct EncoderFiles {
    std::filesystem::path weights;    // a file, or a folder that holds one model
    std::filesystem::path tokenizer;  // spiece.model; tokenizer.json; or the folder of BPE files
};

enum class EncoderKind { T5, Umt5, Clip, Llama };  // Flux.1's T5 and Wan's are not the same

/// Finds an encoder below a model's folder by what its weight files hold: in text_encoder,
/// text_encoder_2, text_encoders and the folder itself, headers only. tokenizer_folder: the one
/// that the family keeps this tokenizer in (tokenizer or tokenizer_2); where that has none, one
/// beside the weights or in the folder itself serves. Throws Error{Input} that says what is missing
/// and what to add.
[[nodiscard]] EncoderFiles find_encoder(const std::filesystem::path& folder,
                                        EncoderKind kind,
                                        const char* tokenizer_folder);

}  // namespace plumbline::text
