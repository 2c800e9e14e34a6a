// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

namespace plumbline::cache {

/// Two parts that add up to what was split.
struct FrequencyParts {
    at::Tensor low, high;
};

/// difference: [..., h, w] f32. Low are the spatial frequencies within a disc of radius
/// floor(min(h, w) / 5) around the middle of the shifted spectrum, whose middle is (h/2, w/2)
/// rounded down. Source: FasterCache, CFG-Cache.
[[nodiscard]] FrequencyParts split_frequencies(const at::Tensor& difference);

}  // namespace plumbline::cache
