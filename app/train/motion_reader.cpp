// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/captions.h"
#include "train/object_track.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <vector>

namespace plumbline::train {
namespace {

// Lengths in working pixels: the shorter side of the picture has 64.
constexpr float kLeastTravel = 14;       // of a straight move, over the clip
constexpr float kLeastOrbit = 16;        // extent of a circle, both ways
constexpr float kLeastOrbitTurn = 270;   // degrees swept about the middle
constexpr float kLeastBounce = 12;       // height of a bounce
constexpr float kReversal = 4;           // a turn back by less is jitter
constexpr float kMostRestingExtent = 9;  // of what stays in place
constexpr float kLeastGrowth = 1.5F;     // ratio of radii, last frames to first
constexpr float kMostSteadyGrowth = 1.3F;
constexpr float kLeastTurningChange = 7.0F;  // mean RGB distance a pixel; noise alone gives about 5

/// The found positions over time, 0..1.
struct Path {
    std::vector<float> time, x, y, radius;
};

struct Line {
    float change = 0;       // of the fitted line over the clip
    float correlation = 0;  // with time
};

Path path_of(const Track& track) {
    Path path;
    const float last = float(track.objects.size() - 1);
    for (std::size_t i = 0; i < track.objects.size(); ++i) {
        const TrackedObject& object = track.objects[i];
        if (!object.is_found()) continue;
        path.time.push_back(float(i) / last);
        path.x.push_back(object.x);
        path.y.push_back(object.y);
        path.radius.push_back(object.radius());
    }
    return path;
}

float mean(const std::vector<float>& values) {
    float sum = 0;
    for (const float value : values) sum += value;
    return sum / float(values.size());
}

Line fitted(const std::vector<float>& time, const std::vector<float>& values) {
    const float middle_time = mean(time), middle = mean(values);
    float tt = 0, tv = 0, vv = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
        const float t = time[i] - middle_time, v = values[i] - middle;
        tt += t * t;
        tv += t * v;
        vv += v * v;
    }
    return {tv / tt, vv > 0 ? tv / std::sqrt(tt * vv) : 0};
}

float extent(const std::vector<float>& values) {
    const auto [low, high] = std::minmax_element(values.begin(), values.end());
    return *high - *low;
}

/// How often the values turn back by more than kReversal.
int reversals(const std::vector<float>& values) {
    int count = 0, direction = 0;  // direction 0: not yet known
    float low = values[0], high = values[0];
    for (const float value : values) {
        low = std::min(low, value);
        high = std::max(high, value);
        if (direction <= 0 && value - low > kReversal) {
            count += direction < 0 ? 1 : 0;
            direction = 1;
            high = value;
        } else if (direction >= 0 && high - value > kReversal) {
            count += direction > 0 ? 1 : 0;
            direction = -1;
            low = value;
        }
    }
    return count;
}

/// Degrees swept about the middle of the path, signed sum.
float swept_degrees(const Path& path) {
    const auto middle = [](const std::vector<float>& values) {
        const auto [low, high] = std::minmax_element(values.begin(), values.end());
        return (*low + *high) / 2;
    };
    const float x = middle(path.x), y = middle(path.y);
    float sum = 0;
    for (std::size_t i = 1; i < path.x.size(); ++i) {
        const float ax = path.x[i - 1] - x, ay = path.y[i - 1] - y;
        const float bx = path.x[i] - x, by = path.y[i] - y;
        sum += std::atan2(ax * by - ay * bx, ax * bx + ay * by);
    }
    return sum * 180 / std::numbers::pi_v<float>;
}

/// Mean RGB distance, about the object's resting place, of frames some steps apart: what turns
/// looks different even though it stays. The largest of several step widths is taken, because a
/// shape with corners looks the same again after a part of a turn.
float change_in_place(std::span<const WorkingFrame> frames, const Path& path) {
    const float x = mean(path.x), y = mean(path.y), reach = 1.25F * mean(path.radius);
    float largest = 0;
    const std::size_t most = std::max<std::size_t>(2, frames.size() / 4);
    for (std::size_t step = 1; step <= most && step < frames.size(); ++step) {
        double sum = 0, count = 0;
        for (std::size_t i = 0; i + step < frames.size(); ++i) {
            const WorkingFrame &a = frames[i], &b = frames[i + step];
            for (int py = std::max(0, int(y - reach)); py <= int(y + reach) && py < a.height;
                 ++py) {
                for (int px = std::max(0, int(x - reach)); px <= int(x + reach) && px < a.width;
                     ++px) {
                    if (std::hypot(float(px) - x, float(py) - y) > reach) continue;
                    sum += colour_distance(a.at(px, py), b.at(px, py));
                    count += 1;
                }
            }
        }
        if (count > 0) largest = std::max(largest, float(sum / count));
    }
    return largest;
}

int growth_of(const Path& path) {
    const Line line = fitted(path.time, path.radius);
    const float middle = mean(path.radius);
    const float first = std::max(1.0F, middle - line.change / 2), last = middle + line.change / 2;
    if (line.correlation > 0.8F && last / first > kLeastGrowth) return motion::Grows;
    if (line.correlation < -0.8F && first / std::max(1.0F, last) > kLeastGrowth)
        return motion::Shrinks;
    return -1;
}

bool is_steady(const Path& path) {
    const Line line = fitted(path.time, path.radius);
    const float middle = mean(path.radius);
    const float first = middle - line.change / 2, last = middle + line.change / 2;
    return first < kMostSteadyGrowth * last && last < kMostSteadyGrowth * first;
}

int straight_move(const Path& path) {
    const Line across = fitted(path.time, path.x), down = fitted(path.time, path.y);
    const bool is_across = std::abs(across.change) > std::abs(down.change);
    const Line &main = is_across ? across : down, &side = is_across ? down : across;
    if (std::abs(main.change) < kLeastTravel || std::abs(main.correlation) < 0.9F) return -1;
    if (std::abs(side.change) * 2 > std::abs(main.change)) return -1;
    if (is_across) return main.change < 0 ? motion::Left : motion::Right;
    return main.change < 0 ? motion::Up : motion::Down;
}

}  // namespace

int read_motion(std::span<const WorkingFrame> frames, const Track& track) {
    if (!track.has_object()) return -1;
    const Path path = path_of(track);
    if (path.time.size() < 4) return -1;
    const float width = extent(path.x), height = extent(path.y);
    const bool is_resting = std::max(width, height) <= kMostRestingExtent;
    if (is_resting) {
        if (const int growth = growth_of(path); growth >= 0) return growth;
        const bool is_turning = change_in_place(frames, path) > kLeastTurningChange;
        return is_turning && is_steady(path) ? int{motion::Spins} : -1;
    }
    if (std::min(width, height) > kLeastOrbit && std::abs(swept_degrees(path)) > kLeastOrbitTurn)
        return motion::Circles;
    if (height > kLeastBounce && width < height * 0.75F && reversals(path.y) >= 2)
        return motion::Bounces;
    return straight_move(path);
}

}  // namespace plumbline::train
