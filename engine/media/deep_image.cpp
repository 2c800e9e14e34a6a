// SPDX-License-Identifier: GPL-3.0-or-later
#include "media/deep_image.h"

#include <algorithm>

namespace plumbline::media {
namespace {

constexpr int kScale = 65535 / 255;

}  // namespace

DeepImage deep_of(const api::Image& image) {
    DeepImage deep{image.width, image.height, {}};
    deep.pixels.resize(image.pixels.size());
    std::ranges::transform(image.pixels, deep.pixels.begin(), [](std::uint8_t value) {
        return static_cast<std::uint16_t>(value * kScale);
    });
    return deep;
}

api::Image plain_of(const DeepImage& image) {
    api::Image plain{image.width, image.height, {}};
    plain.pixels.resize(image.pixels.size());
    std::ranges::transform(image.pixels, plain.pixels.begin(), [](std::uint16_t value) {
        return static_cast<std::uint8_t>((value + kScale / 2) / kScale);
    });
    return plain;
}

}  // namespace plumbline::media
