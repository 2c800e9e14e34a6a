// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/captions.h"
#include "train/object_track.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <vector>

namespace plumbline::train {
namespace {

constexpr int kDirections = 60;
// Four lobes are about 0.16 strong in a square and 0.30 in a cross; a ball's stripe feigns 0.05.
constexpr float kLeastLobes = 0.10F, kLeastCrossLobes = 0.225F;
constexpr float kPi = std::numbers::pi_v<float>;

/// Rotation-free description of a silhouette.
struct Silhouette {
    float core = 0;                // share of the middle that is painted
    std::array<float, 6> lobes{};  // strength of 0..5 lobes, relative to the mean reach
};

/// Farthest painted point in every direction from the centroid, 0 where there is none.
std::array<float, kDirections> reach_of(const TrackedObject& object, int width) {
    std::array<float, kDirections> reach{};
    for (std::size_t at = 0; at < object.mask.size(); ++at) {
        if (object.mask[at] == 0) continue;
        const int column = int(at) % width, row = int(at) / width;
        const float dx = float(column) - object.x, dy = float(row) - object.y;
        const float away = std::hypot(dx, dy);
        const float angle = std::atan2(dy, dx) + kPi;
        // A pixel near the rim spans several directions.
        const float half = std::clamp(0.6F / std::max(away, 1.0F), 0.05F, 0.6F);
        const int from = int(std::floor((angle - half) / (2 * kPi) * kDirections));
        const int to = int(std::floor((angle + half) / (2 * kPi) * kDirections));
        for (int d = from; d <= to; ++d) {
            float& here = reach[std::size_t((d + kDirections) % kDirections)];
            here = std::max(here, away);
        }
    }
    return reach;
}

Silhouette silhouette_of(const TrackedObject& object, int width) {
    const auto reach = reach_of(object, width);
    Silhouette result;
    float mean = 0;
    for (const float value : reach) mean += value / kDirections;
    for (std::size_t n = 1; n < result.lobes.size(); ++n) {
        float cosine = 0, sine = 0;
        for (int d = 0; d < kDirections; ++d) {
            const float angle = 2 * kPi * float(n) * float(d) / kDirections;
            cosine += reach[std::size_t(d)] * std::cos(angle);
            sine += reach[std::size_t(d)] * std::sin(angle);
        }
        result.lobes[n] = 2 * std::hypot(cosine, sine) / kDirections / std::max(mean, 1.0F);
    }
    float painted = 0, pixels = 0;
    for (std::size_t at = 0; at < object.mask.size(); ++at) {
        const int column = int(at) % width, row = int(at) / width;
        const float dx = float(column) - object.x, dy = float(row) - object.y;
        if (std::hypot(dx, dy) > 0.3F * mean) continue;
        painted += float(object.mask[at]);
        pixels += 1;
    }
    result.core = pixels > 0 ? painted / pixels : 0;
    return result;
}

}  // namespace

int read_shape(std::span<const WorkingFrame> frames, const Track& track) {
    if (!track.has_object()) return -1;
    float largest = 0;
    for (const TrackedObject& object : track.objects) largest = std::max(largest, object.area);
    Silhouette sum;
    float count = 0;
    for (std::size_t i = 0; i < frames.size(); ++i) {
        const TrackedObject& object = track.objects[i];
        if (!object.is_found() || object.area < 0.6F * largest) continue;
        const Silhouette one = silhouette_of(object, frames[i].width);
        sum.core += one.core;
        for (std::size_t n = 0; n < sum.lobes.size(); ++n) sum.lobes[n] += one.lobes[n];
        count += 1;
    }
    if (sum.core / count < 0.25F) return shape::Ring;
    const float three = sum.lobes[3] / count, four = sum.lobes[4] / count,
                five = sum.lobes[5] / count;
    const float most = std::max({three, four, five});
    // A stripe notches the rim twice, which no other shape does: two lobes.
    const float two = sum.lobes[2] / count;
    if (most < kLeastLobes || two > 0.4F * most) return shape::Ball;
    if (most == five) return shape::Star;
    if (most == three) return shape::Triangle;
    return four > kLeastCrossLobes ? shape::Cross : shape::Square;
}

}  // namespace plumbline::train
