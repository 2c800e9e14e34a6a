// SPDX-License-Identifier: GPL-3.0-or-later
#include "preview/heat_map.h"

#include <QPainter>
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>
#include <vector>

namespace plumbline::ui {
namespace {

constexpr int kShades = 256;
// Longest side that is interpolated; beyond it the painter enlarges a picture that is smooth
// already.
constexpr double kLongestSide = 480;

constexpr std::array<QRgb, 10> kAnchors = {0x000004, 0x1b0c41, 0x4a0c6b, 0x781c6d, 0xa52c60,
                                           0xcf4446, 0xed6925, 0xfb9b06, 0xf7d13d, 0xfcffa4};

QRgb shade(double share) {
    const double at = std::clamp(share, 0.0, 1.0) * (kAnchors.size() - 1);
    const auto below = std::min(static_cast<std::size_t>(at), kAnchors.size() - 2);
    const double part = at - static_cast<double>(below);
    const QRgb a = kAnchors[below], b = kAnchors[below + 1];
    const auto mix = [part](int from, int to) {
        return static_cast<int>(std::lround(from + part * (to - from)));
    };
    return qRgb(mix(qRed(a), qRed(b)), mix(qGreen(a), qGreen(b)), mix(qBlue(a), qBlue(b)));
}

const std::array<QRgb, kShades>& shades() {
    static const auto all = [] {
        std::array<QRgb, kShades> made{};
        for (int i = 0; i < kShades; ++i)
            made[static_cast<std::size_t>(i)] = shade(static_cast<double>(i) / (kShades - 1));
        return made;
    }();
    return all;
}

/// Where each pixel of a side falls between the centres of the tokens.
struct Between {
    int low = 0, high = 0;
    float part = 0;
};
std::vector<Between> places(int pixels, int tokens) {
    std::vector<Between> all(static_cast<std::size_t>(pixels));
    for (int i = 0; i < pixels; ++i) {
        const double at =
            std::clamp((i + 0.5) * tokens / pixels - 0.5, 0.0, static_cast<double>(tokens - 1));
        const int low = static_cast<int>(at);
        // Eased at both ends: straight lines between few tokens would show as a lattice.
        const double part = at - low, eased = part * part * (3 - 2 * part);
        all[static_cast<std::size_t>(i)] = {low, std::min(low + 1, tokens - 1),
                                            static_cast<float>(eased)};
    }
    return all;
}

/// One frame as shares of the range times the number of shades.
std::vector<float> shares_of(const api::ErrorMap& map, int frame, const HeatRange& range) {
    const auto count = static_cast<std::size_t>(map.height) * static_cast<std::size_t>(map.width);
    const auto first = map.values.begin() + static_cast<std::ptrdiff_t>(count) * frame;
    const double span = range.high - range.low;
    std::vector<float> shares(count);
    std::transform(first, first + static_cast<std::ptrdiff_t>(count), shares.begin(), [&](float v) {
        const double share = !std::isfinite(v) ? 1.0 : span > 0 ? (v - range.low) / span : 0.0;
        return static_cast<float>(std::clamp(share, 0.0, 1.0) * (kShades - 1));
    });
    return shares;
}

}  // namespace

HeatRange range_of(const api::ErrorMap& map) {
    HeatRange range{std::numeric_limits<double>::infinity(),
                    -std::numeric_limits<double>::infinity()};
    for (const float value : map.values) {
        if (!std::isfinite(value)) continue;
        range.low = std::min(range.low, static_cast<double>(value));
        range.high = std::max(range.high, static_cast<double>(value));
    }
    return range.low <= range.high ? range : HeatRange{};
}

QColor heat_colour(double share) {
    return QColor(shade(share));
}

int token_frame(int frame, int frames, int token_frames) {
    if (frames <= 1 || token_frames <= 1) return 0;
    const double group = static_cast<double>(frames - 1) / (token_frames - 1);
    return std::clamp(static_cast<int>(std::ceil(frame / group - 1e-9)), 0, token_frames - 1);
}

QImage heat_image(const api::ErrorMap& map, int frame, const HeatRange& range, QSize size) {
    QImage image(size, QImage::Format_RGB32);
    const std::vector<float> shares = shares_of(map, frame, range);
    const std::vector<Between> columns = places(size.width(), map.width);
    const std::vector<Between> rows = places(size.height(), map.height);
    std::vector<float> row(static_cast<std::size_t>(map.width));
    for (int y = 0; y < size.height(); ++y) {
        const Between& at = rows[static_cast<std::size_t>(y)];
        const float* low = shares.data() + static_cast<std::ptrdiff_t>(at.low) * map.width;
        const float* high = shares.data() + static_cast<std::ptrdiff_t>(at.high) * map.width;
        for (std::size_t x = 0; x < row.size(); ++x) row[x] = low[x] + at.part * (high[x] - low[x]);
        auto* to = reinterpret_cast<QRgb*>(image.scanLine(y));
        for (const Between& column : columns) {
            const float left = row[static_cast<std::size_t>(column.low)];
            const float right = row[static_cast<std::size_t>(column.high)];
            *to++ = shades()[static_cast<std::size_t>(left + column.part * (right - left) + 0.5F)];
        }
    }
    return image;
}

void HeatLayer::show(ErrorMapPointer map, double opacity) {
    opacity_ = opacity;
    if (map == map_) return;
    map_ = std::move(map);
    drawn_frame_ = -1;
    if (map_) range_ = range_of(*map_);
}

void HeatLayer::paint(QPainter& painter, const QRectF& place, int frame, int frames) {
    if (!map_ || place.isEmpty()) return;
    const double shrink = std::min(1.0, kLongestSide / std::max(place.width(), place.height()));
    const QSize size = (place.size() * shrink).toSize().expandedTo({1, 1});
    const int wanted = token_frame(frame, frames, map_->frames);
    if (wanted != drawn_frame_ || drawn_.size() != size) {
        drawn_ = heat_image(*map_, wanted, range_, size);
        drawn_frame_ = wanted;
    }
    painter.save();
    painter.setOpacity(opacity_);
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    painter.drawImage(place, drawn_);
    painter.restore();
}

QSizeF HeatLayer::shape() const {
    return map_ ? QSizeF(map_->width, map_->height) : QSizeF();
}

std::optional<double> HeatLayer::value_at(QPointF share, int frame, int frames) const {
    if (!map_ || !QRectF(0, 0, 1, 1).contains(share)) return std::nullopt;
    const int x = std::min(static_cast<int>(share.x() * map_->width), map_->width - 1);
    const int y = std::min(static_cast<int>(share.y() * map_->height), map_->height - 1);
    const int t = token_frame(frame, frames, map_->frames);
    return map_->values[static_cast<std::size_t>((t * map_->height + y) * map_->width + x)];
}

}  // namespace plumbline::ui
