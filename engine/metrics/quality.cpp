// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/quality.h"

#include "base/check.h"
#include "base/error.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>

namespace plumbline::metrics {
namespace {

constexpr double kPeak = 255.0;
constexpr int kWindow = 11;
constexpr double kSigma = 1.5;
constexpr double kC1 = (0.01 * kPeak) * (0.01 * kPeak);
constexpr double kC2 = (0.03 * kPeak) * (0.03 * kPeak);

void require_same_shape(std::span<const api::Image> a, std::span<const api::Image> b) {
    if (a.size() != b.size() || a.empty()) {
        throw Error(ErrorKind::Usage,
                    fmt::format("cannot compare {} frames with {}", a.size(), b.size()),
                    "give two clips of the same length");
    }
    for (std::size_t frame = 0; frame < a.size(); ++frame) {
        if (a[frame].width != b[frame].width || a[frame].height != b[frame].height) {
            throw Error(ErrorKind::Usage,
                        fmt::format("cannot compare {}x{} with {}x{} (frame {})", a[frame].width,
                                    a[frame].height, b[frame].width, b[frame].height, frame + 1),
                        "give two clips of the same size");
        }
        const std::size_t bytes = a[frame].row_bytes() * static_cast<std::size_t>(a[frame].height);
        PLUMBLINE_CHECK(
            bytes > 0 && a[frame].pixels.size() == bytes && b[frame].pixels.size() == bytes,
            "frame {} does not hold {} bytes", frame, bytes);
    }
}

/// Integer, so exact: 2^64 / 255^2 channels are far beyond any clip.
std::uint64_t squared_error(const api::Image& a, const api::Image& b) {
    std::uint64_t sum = 0;
    for (std::size_t index = 0; index < a.pixels.size(); ++index) {
        const int difference = int{a.pixels[index]} - int{b.pixels[index]};
        sum += static_cast<std::uint64_t>(difference * difference);
    }
    return sum;
}

double decibels(std::uint64_t squared_sum, std::size_t count) {
    if (squared_sum == 0) {
        return std::numeric_limits<double>::infinity();
    }
    return 10.0 * std::log10(kPeak * kPeak * static_cast<double>(count) /
                             static_cast<double>(squared_sum));
}

/// One channel, rows without padding.
struct Plane {
    int width = 0, height = 0;
    std::vector<double> values;
};

Plane luma(const api::Image& image) {
    Plane plane{image.width, image.height, std::vector<double>(image.pixels.size() / 3)};
    for (std::size_t index = 0; index < plane.values.size(); ++index) {
        const std::uint8_t* pixel = image.pixels.data() + 3 * index;
        plane.values[index] = 0.2126 * pixel[0] + 0.7152 * pixel[1] + 0.0722 * pixel[2];
    }
    return plane;
}

Plane product(const Plane& a, const Plane& b) {
    Plane plane{a.width, a.height, std::vector<double>(a.values.size())};
    std::transform(a.values.begin(), a.values.end(), b.values.begin(), plane.values.begin(),
                   std::multiplies<>());
    return plane;
}

std::vector<double> gaussian(int size) {
    std::vector<double> weights(static_cast<std::size_t>(size));
    const int middle = size / 2;
    double sum = 0.0;
    for (int index = 0; index < size; ++index) {
        const double distance = index - middle;
        weights[static_cast<std::size_t>(index)] =
            std::exp(-distance * distance / (2.0 * kSigma * kSigma));
        sum += weights[static_cast<std::size_t>(index)];
    }
    for (double& weight : weights) {
        weight /= sum;
    }
    return weights;
}

/// Weighted mean under every window that lies wholly inside: first along rows, then along columns.
Plane blurred(const Plane& plane, const std::vector<double>& weights) {
    const int size = static_cast<int>(weights.size());
    Plane rows{plane.width - size + 1, plane.height, {}};
    rows.values.resize(static_cast<std::size_t>(rows.width) *
                       static_cast<std::size_t>(rows.height));
    for (int y = 0; y < rows.height; ++y) {
        const double* source = plane.values.data() + static_cast<std::ptrdiff_t>(y) * plane.width;
        double* target = rows.values.data() + static_cast<std::ptrdiff_t>(y) * rows.width;
        for (int tap = 0; tap < size; ++tap) {
            for (int x = 0; x < rows.width; ++x) {
                target[x] += weights[static_cast<std::size_t>(tap)] * source[x + tap];
            }
        }
    }
    Plane result{rows.width, rows.height - size + 1, {}};
    result.values.resize(static_cast<std::size_t>(result.width) *
                         static_cast<std::size_t>(result.height));
    for (int y = 0; y < result.height; ++y) {
        double* target = result.values.data() + static_cast<std::ptrdiff_t>(y) * result.width;
        for (int tap = 0; tap < size; ++tap) {
            const double* source =
                rows.values.data() + static_cast<std::ptrdiff_t>(y + tap) * rows.width;
            for (int x = 0; x < result.width; ++x) {
                target[x] += weights[static_cast<std::size_t>(tap)] * source[x];
            }
        }
    }
    return result;
}

double frame_ssim(const api::Image& a, const api::Image& b) {
    const int shortest = std::min({a.width, a.height, kWindow});
    const std::vector<double> weights = gaussian(shortest % 2 == 0 ? shortest - 1 : shortest);
    const Plane x = luma(a);
    const Plane y = luma(b);
    const Plane mean_x = blurred(x, weights);
    const Plane mean_y = blurred(y, weights);
    const Plane square_x = blurred(product(x, x), weights);
    const Plane square_y = blurred(product(y, y), weights);
    const Plane cross = blurred(product(x, y), weights);
    double sum = 0.0;
    for (std::size_t index = 0; index < cross.values.size(); ++index) {
        const double mx = mean_x.values[index];
        const double my = mean_y.values[index];
        const double variances =
            (square_x.values[index] - mx * mx) + (square_y.values[index] - my * my);
        const double covariance = cross.values[index] - mx * my;
        sum += (2.0 * mx * my + kC1) * (2.0 * covariance + kC2) /
               ((mx * mx + my * my + kC1) * (variances + kC2));
    }
    return sum / static_cast<double>(cross.values.size());
}

}  // namespace

double psnr(std::span<const api::Image> a, std::span<const api::Image> b) {
    require_same_shape(a, b);
    std::uint64_t sum = 0;
    std::size_t count = 0;
    for (std::size_t frame = 0; frame < a.size(); ++frame) {
        sum += squared_error(a[frame], b[frame]);
        count += a[frame].pixels.size();
    }
    return decibels(sum, count);
}

double ssim(std::span<const api::Image> a, std::span<const api::Image> b) {
    require_same_shape(a, b);
    double sum = 0.0;
    for (std::size_t frame = 0; frame < a.size(); ++frame) {
        sum += frame_ssim(a[frame], b[frame]);
    }
    return sum / static_cast<double>(a.size());
}

std::vector<double> psnr_per_frame(std::span<const api::Image> a, std::span<const api::Image> b) {
    require_same_shape(a, b);
    std::vector<double> values;
    values.reserve(a.size());
    for (std::size_t frame = 0; frame < a.size(); ++frame) {
        values.push_back(decibels(squared_error(a[frame], b[frame]), a[frame].pixels.size()));
    }
    return values;
}

}  // namespace plumbline::metrics
