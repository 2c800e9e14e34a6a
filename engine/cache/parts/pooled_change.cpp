// SPDX-License-Identifier: GPL-3.0-or-later
#include "cache/parts/pooled_change.h"

#include <ATen/ATen.h>

#include <algorithm>

namespace plumbline::cache {
namespace {

at::Tensor pooled(const at::Tensor& x, std::int64_t side) {
    const std::int64_t tokens = std::min(side, x.size(1)), channels = std::min(side, x.size(2));
    return at::avg_pool2d(x.to(at::kFloat).unsqueeze(1), {tokens, channels});
}

}  // namespace

double pooled_change(const at::Tensor& reference, const at::Tensor& now, std::int64_t side) {
    const at::Tensor before = pooled(reference, side);
    const at::Tensor difference = (before - pooled(now, side)).abs().mean();
    return (difference / before.abs().mean()).item<double>();
}

}  // namespace plumbline::cache
