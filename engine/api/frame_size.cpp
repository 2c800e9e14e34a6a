// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/frame_size.h"

#include <algorithm>
#include <cmath>

namespace plumbline::api {

std::pair<int, int> size_like(int width, int height, std::int64_t pixels) {
    // In latents, 8 pixels each, and two of them a token.
    const auto side = [](double length) {
        return std::max(1, static_cast<int>(std::floor(length / 8)) / 2) * 16;
    };
    const double aspect = static_cast<double>(height) / width;
    const auto area = static_cast<double>(pixels);
    return {side(std::sqrt(area / aspect)), side(std::sqrt(area * aspect))};
}

}  // namespace plumbline::api
