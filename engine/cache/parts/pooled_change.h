// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

namespace plumbline::cache {

/// mean|P(reference) - P(now)| / mean|P(reference)|, where P averages squares of side × side over
/// tokens and channels. [B, L, D] both. A side beyond either axis is shortened to it. Source:
/// H2-Cache, pooled feature summarisation, with the squares of the published picture size, so that
/// thresholds hold at other sizes.
[[nodiscard]] double pooled_change(const at::Tensor& reference,
                                   const at::Tensor& now,
                                   std::int64_t side);

}  // namespace plumbline::cache
