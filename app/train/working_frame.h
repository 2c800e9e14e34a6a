// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/image.h"

#include <cstddef>
#include <span>
#include <vector>

namespace plumbline::train {

/// RGB triple read from a picture, 0..255.
struct Sampled {
    float r = 0, g = 0, b = 0;
};

/// Hue in degrees 0..360, saturation 0..1, value 0..255.
struct Hsv {
    float hue = 0, saturation = 0, value = 0;
};
[[nodiscard]] Hsv to_hsv(Sampled pixel);
[[nodiscard]] float luma(Sampled pixel);
/// Euclidean distance in RGB.
[[nodiscard]] float colour_distance(Sampled a, Sampled b);

/// A frame at the judge's scale: shorter side 64, smoothed by a 1-2-1 kernel against noise.
struct WorkingFrame {
    int width = 0, height = 0;
    std::vector<Sampled> pixels;  // rows, height * width

    [[nodiscard]] const Sampled& at(int x, int y) const {
        return pixels[static_cast<std::size_t>(y) * static_cast<std::size_t>(width) +
                      static_cast<std::size_t>(x)];
    }
};

inline constexpr int kWorkingSide = 64;

/// Resamples by area means (or bilinearly where the picture is smaller) and smooths.
[[nodiscard]] WorkingFrame to_working(const api::Image& image);

/// Mean squared difference of neighbours over twice the variance, over all channels at full size:
/// about 1 for white noise, below 0.3 for pictures with flat parts; 0 for a picture that is nearly
/// flat.
[[nodiscard]] float roughness(const api::Image& image);

}  // namespace plumbline::train
