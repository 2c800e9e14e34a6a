// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/working_frame.h"

#include <algorithm>
#include <cmath>

namespace plumbline::train {
namespace {

/// Three channels with a standard deviation of 12: a flat picture with some grain is not noise.
constexpr double kLeastRoughVariance = 3 * 144;

/// Which source pixels make one target pixel along one axis, and with what weights.
struct Taps {
    int first = 0;
    std::vector<float> weights;
};

std::vector<Taps> resampling_taps(int from, int to) {
    std::vector<Taps> taps(static_cast<std::size_t>(to));
    const float step = float(from) / float(to);
    const float support = std::max(step, 1.0F);  // a box when shrinking, a tent when enlarging
    for (int i = 0; i < to; ++i) {
        const float centre = (float(i) + 0.5F) * step;
        Taps& tap = taps[std::size_t(i)];
        float sum = 0;
        const int first = std::max(0, int(std::floor(centre - support)));
        const int last = std::min(from - 1, int(std::ceil(centre + support)));
        tap.first = first;
        for (int j = first; j <= last; ++j) {
            const float away = std::abs(float(j) + 0.5F - centre);
            const float weight = step >= 1 ? std::clamp(step / 2 + 0.5F - away, 0.0F, 1.0F)
                                           : std::max(0.0F, 1 - away);
            tap.weights.push_back(weight);
            sum += weight;
        }
        for (float& weight : tap.weights) weight /= sum;
    }
    return taps;
}

Sampled source(const api::Image& image, int x, int y) {
    const std::size_t at =
        static_cast<std::size_t>(y) * image.row_bytes() + static_cast<std::size_t>(x) * 3;
    return {float(image.pixels[at]), float(image.pixels[at + 1]), float(image.pixels[at + 2])};
}

void add(Sampled& sum, Sampled value, float weight) {
    sum.r += weight * value.r;
    sum.g += weight * value.g;
    sum.b += weight * value.b;
}

WorkingFrame copied(const api::Image& image) {
    WorkingFrame frame{image.width, image.height, {}};
    frame.pixels.reserve(image.pixels.size() / 3);
    for (int y = 0; y < image.height; ++y)
        for (int x = 0; x < image.width; ++x) frame.pixels.push_back(source(image, x, y));
    return frame;
}

WorkingFrame resampled(const api::Image& image, int width, int height) {
    if (width == image.width && height == image.height) return copied(image);
    const std::vector<Taps> across = resampling_taps(image.width, width);
    const std::vector<Taps> down = resampling_taps(image.height, height);
    std::vector<Sampled> rows(std::size_t(width) * std::size_t(image.height));
    for (int y = 0; y < image.height; ++y) {
        for (int x = 0; x < width; ++x) {
            const Taps& taps = across[std::size_t(x)];
            Sampled& sum = rows[std::size_t(y) * std::size_t(width) + std::size_t(x)];
            for (std::size_t j = 0; j < taps.weights.size(); ++j)
                add(sum, source(image, taps.first + int(j), y), taps.weights[j]);
        }
    }
    WorkingFrame frame{width, height, {}};
    frame.pixels.resize(std::size_t(width) * std::size_t(height));
    for (int y = 0; y < height; ++y) {
        const Taps& taps = down[std::size_t(y)];
        for (int x = 0; x < width; ++x) {
            Sampled& sum = frame.pixels[std::size_t(y) * std::size_t(width) + std::size_t(x)];
            for (std::size_t j = 0; j < taps.weights.size(); ++j) {
                const std::size_t row = std::size_t(taps.first) + j;
                add(sum, rows[row * std::size_t(width) + std::size_t(x)], taps.weights[j]);
            }
        }
    }
    return frame;
}

Sampled one_two_one(Sampled before, Sampled here, Sampled after) {
    return {0.25F * before.r + 0.5F * here.r + 0.25F * after.r,
            0.25F * before.g + 0.5F * here.g + 0.25F * after.g,
            0.25F * before.b + 0.5F * here.b + 0.25F * after.b};
}

WorkingFrame smoothed(const WorkingFrame& frame) {
    WorkingFrame across = frame, result = frame;
    std::size_t at = 0;
    for (int y = 0; y < frame.height; ++y)
        for (int x = 0; x < frame.width; ++x, ++at)
            across.pixels[at] = one_two_one(frame.at(std::max(x - 1, 0), y), frame.at(x, y),
                                            frame.at(std::min(x + 1, frame.width - 1), y));
    at = 0;
    for (int y = 0; y < frame.height; ++y)
        for (int x = 0; x < frame.width; ++x, ++at)
            result.pixels[at] = one_two_one(across.at(x, std::max(y - 1, 0)), across.at(x, y),
                                            across.at(x, std::min(y + 1, frame.height - 1)));
    return result;
}

}  // namespace

Hsv to_hsv(Sampled pixel) {
    const float high = std::max({pixel.r, pixel.g, pixel.b});
    const float low = std::min({pixel.r, pixel.g, pixel.b});
    const float chroma = high - low;
    if (chroma <= 0) return {0, 0, high};
    float sextant = 0;
    if (high == pixel.r) {
        sextant = (pixel.g - pixel.b) / chroma;
    } else if (high == pixel.g) {
        sextant = 2 + (pixel.b - pixel.r) / chroma;
    } else {
        sextant = 4 + (pixel.r - pixel.g) / chroma;
    }
    if (sextant < 0) sextant += 6;
    return {60 * sextant, chroma / high, high};
}

float luma(Sampled pixel) {
    return 0.299F * pixel.r + 0.587F * pixel.g + 0.114F * pixel.b;
}

float colour_distance(Sampled a, Sampled b) {
    const float r = a.r - b.r, g = a.g - b.g, blue = a.b - b.b;
    return std::sqrt(r * r + g * g + blue * blue);
}

WorkingFrame to_working(const api::Image& image) {
    const float scale = float(kWorkingSide) / float(std::min(image.width, image.height));
    const int width = int(std::lround(float(image.width) * scale));
    const int height = int(std::lround(float(image.height) * scale));
    return smoothed(resampled(image, width, height));
}

float roughness(const api::Image& image) {
    // Channels apart: paint and background may differ in one of them only.
    double variance = 0, steps = 0;
    const double count = double(image.width) * image.height;
    for (std::size_t channel = 0; channel < 3; ++channel) {
        double sum = 0, squares = 0;
        for (int y = 0; y < image.height; ++y) {
            const std::size_t row = std::size_t(y) * image.row_bytes() + channel;
            for (int x = 0; x < image.width; ++x) {
                const std::size_t at = row + std::size_t(x) * 3;
                const double here = image.pixels[at];
                sum += here;
                squares += here * here;
                if (x == 0) continue;
                const double step = here - image.pixels[at - 3];
                steps += step * step;
            }
        }
        variance += squares / count - (sum / count) * (sum / count);
    }
    if (variance < kLeastRoughVariance) return 0;
    return float(steps / (double(image.width - 1) * image.height) / (2 * variance));
}

}  // namespace plumbline::train
