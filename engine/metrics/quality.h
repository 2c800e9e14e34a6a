// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/image.h"

#include <span>
#include <vector>

namespace plumbline::metrics {

/// Peak signal-to-noise ratio in dB over all pixels and channels of all frames, peak 255. Infinity
/// when equal. Throws Error{Usage} when counts or sizes differ.
[[nodiscard]] double psnr(std::span<const api::Image> a, std::span<const api::Image> b);
/// Structural similarity (Wang et al. 2004): luma BT.709, 11×11 Gaussian window sigma 1.5, K1 0.01,
/// K2 0.03, valid windows only; mean over frames. Pictures smaller than the window use the largest
/// odd window that fits.
[[nodiscard]] double ssim(std::span<const api::Image> a, std::span<const api::Image> b);
/// Per-frame PSNR.
[[nodiscard]] std::vector<double> psnr_per_frame(std::span<const api::Image> a,
                                                 std::span<const api::Image> b);

}  // namespace plumbline::metrics
