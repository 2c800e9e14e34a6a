// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace plumbline::api {

/// RGB picture, 8 bits a channel, rows without padding, full range, sRGB values as the model gives
/// them.
struct Image {
    int width = 0, height = 0;
    std::vector<std::uint8_t> pixels;  // height * width * 3

    [[nodiscard]] std::size_t row_bytes() const { return static_cast<std::size_t>(width) * 3; }
};

/// Exact frame rate.
struct Rational {
    int num = 16, den = 1;
};

}  // namespace plumbline::api
