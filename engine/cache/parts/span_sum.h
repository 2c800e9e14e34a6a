// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/denoiser.h"

#include <ATen/core/Tensor.h>

namespace plumbline::cache {

/// What consecutive blocks added to the streams.
struct SpanSum {
    at::Tensor image;  // [B, L, D]; undefined: nothing is kept
    at::Tensor text;   // undefined where no text flows through the blocks
};

/// The streams before the blocks and after them → what they added.
[[nodiscard]] SpanSum added_between(const models::Streams& before, const models::Streams& after);
/// What stands for consecutive blocks: what they added; of a U-Net, whose blocks join skips, what
/// came out of them.
[[nodiscard]] SpanSum kept_of(const models::Streams& before, const models::Streams& after);
/// In place of the blocks: what kept_of() gave, put back into the streams before them.
[[nodiscard]] models::Streams put_back(models::Streams streams, const SpanSum& kept);
/// In place of the blocks, but for the number of the next one, which StackPass::jump_to sets.
[[nodiscard]] models::Streams plus(models::Streams streams, const SpanSum& sum);

}  // namespace plumbline::cache
