// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "text/tokenizer.h"

#include <filesystem>
#include <memory>
#include <string_view>

namespace plumbline::text {

/// T5 and UMT5: libsentencepiece with the model's own normaliser; pad 0, </s> 1.
/// Throws Error{Input} when the file is missing or not a sentencepiece model.
[[nodiscard]] std::unique_ptr<Tokenizer> open_sentencepiece(
    const std::filesystem::path& spiece_model);
/// From the bytes of a model (a checkpoint may carry it as tensor `spiece_model`).
[[nodiscard]] std::unique_ptr<Tokenizer> sentencepiece_from_bytes(std::string_view bytes,
                                                                  std::string_view origin);

}  // namespace plumbline::text
