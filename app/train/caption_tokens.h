// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "text/tokenizer.h"

#include <ATen/core/Tensor.h>

#include <string>
#include <vector>

namespace plumbline::train {

/// Captions of one batch as token ids.
struct CaptionTokens {
    at::Tensor ids;   // [B, L] int64, padded as the tokenizer pads
    at::Tensor mask;  // [B, L] int64, 1 = real
};

enum class Rows { Longest, All };  // L: of the longest caption, or max_length

[[nodiscard]] CaptionTokens tokenise(const std::vector<std::string>& captions,
                                     const text::Tokenizer& tokenizer,
                                     int max_length,
                                     Rows rows);

}  // namespace plumbline::train
