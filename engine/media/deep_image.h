// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/image.h"

#include <cstdint>
#include <vector>

namespace plumbline::media {

/// RGB picture, 16 bits a channel, rows without padding, full range, coded as api::Image is: 65535
/// is what 255 is there. What a decoder gives beyond 8 bits travels in it.
struct DeepImage {
    int width = 0, height = 0;
    std::vector<std::uint16_t> pixels;  // height * width * 3
};

/// Every value times 257, so that plain_of() gives the very picture back.
[[nodiscard]] DeepImage deep_of(const api::Image& image);
/// Rounded to nearest.
[[nodiscard]] api::Image plain_of(const DeepImage& image);

}  // namespace plumbline::media
