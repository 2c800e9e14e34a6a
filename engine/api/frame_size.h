// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <utility>

namespace plumbline::api {

/// The size of at most `pixels` pixels that has the shape of a picture of width × height: width and
/// height, multiples of 16. Source: Wan 2.1's rule for the first frame of image-to-video.
[[nodiscard]] std::pair<int, int> size_like(int width, int height, std::int64_t pixels);

}  // namespace plumbline::api
