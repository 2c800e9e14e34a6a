// SPDX-License-Identifier: GPL-3.0-or-later
#include "cache/parts/frequency_split.h"

#include <ATen/ATen.h>

#include <algorithm>

namespace plumbline::cache {
namespace {

constexpr std::int64_t kRadiusPart = 5;

/// Square of the distance from the middle, [size], in the order of an unshifted spectrum.
at::Tensor squared_frequencies(std::int64_t size, const at::TensorOptions& options) {
    const at::Tensor shifted = at::arange(size, options) - static_cast<double>(size / 2);
    return at::fft_ifftshift(shifted.square());
}

}  // namespace

FrequencyParts split_frequencies(const at::Tensor& difference) {
    const std::int64_t h = difference.size(-2), w = difference.size(-1);
    const std::int64_t radius = std::min(h, w) / kRadiusPart;
    const at::Tensor distance = squared_frequencies(h, difference.options()).unsqueeze(1) +
                                squared_frequencies(w, difference.options());
    const at::Tensor mask = distance.le(static_cast<double>(radius * radius));
    const at::Tensor low = at::real(at::fft_ifft2(at::fft_fft2(difference) * mask)).contiguous();
    return {.low = low, .high = difference - low};
}

}  // namespace plumbline::cache
