// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/caption_tokens.h"

#include <ATen/ATen.h>

#include <algorithm>

namespace plumbline::train {

CaptionTokens tokenise(const std::vector<std::string>& captions,
                       const text::Tokenizer& tokenizer,
                       int max_length,
                       Rows rows) {
    std::vector<at::Tensor> ids, masks;
    int longest = 0;
    for (const std::string& caption : captions) {
        const text::TokenIds tokens = tokenizer.encode(caption, max_length);
        longest = std::max(longest, tokens.length);
        ids.push_back(at::tensor(tokens.ids, at::kLong));
        masks.push_back(at::tensor(tokens.mask, at::kLong));
    }
    const std::int64_t kept = rows == Rows::All ? max_length : longest;
    return {.ids = at::stack(ids).narrow(1, 0, kept).contiguous(),
            .mask = at::stack(masks).narrow(1, 0, kept).contiguous()};
}

}  // namespace plumbline::train
