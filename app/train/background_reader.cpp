// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/captions.h"
#include "train/object_track.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <vector>

namespace plumbline::train {
namespace {

constexpr int kSquare = 8;  // side of a checkerboard's squares in working pixels

/// Mean of what lies away from the object, for a part of the picture.
class Mean {
public:
    void add(Sampled pixel) {
        sum_[0] += double(pixel.r);
        sum_[1] += double(pixel.g);
        sum_[2] += double(pixel.b);
        count_ += 1;
    }
    [[nodiscard]] bool is_empty() const { return count_ == 0; }
    [[nodiscard]] Sampled value() const {
        const double count = std::max(1.0, count_);
        return {float(sum_[0] / count), float(sum_[1] / count), float(sum_[2] / count)};
    }

private:
    std::array<double, 3> sum_ = {};
    double count_ = 0;
};

/// Colours of the picture's thirds, all of it, and each square of a board laid over it.
struct Surroundings {
    Mean top, bottom, all;
    std::vector<Mean> squares;
    int columns = 0;
};

Surroundings survey(std::span<const WorkingFrame> frames, const Track& track) {
    const int width = frames[0].width, height = frames[0].height;
    Surroundings result;
    result.columns = width / kSquare;
    const int square_rows = height / kSquare;
    result.squares.resize(std::size_t(result.columns) * std::size_t(square_rows));
    for (std::size_t i = 0; i < frames.size(); ++i) {
        const TrackedObject* object = track.has_object() ? &track.objects[i] : nullptr;
        const float keep_off = object ? 1.7F * object->radius() + 4 : 0;
        for (int y = 0; y < height; ++y) {
            for (int x = 0; x < width; ++x) {
                if (object && std::hypot(float(x) - object->x, float(y) - object->y) < keep_off)
                    continue;
                const Sampled pixel = frames[i].at(x, y);
                result.all.add(pixel);
                if (y * 3 < height) result.top.add(pixel);
                if (y * 3 >= 2 * height) result.bottom.add(pixel);
                const int column = x / kSquare, row = y / kSquare;
                if (column < result.columns && row < square_rows)
                    result
                        .squares[std::size_t(row) * std::size_t(result.columns) +
                                 std::size_t(column)]
                        .add(pixel);
            }
        }
    }
    return result;
}

/// How the luma of the squares follows a board: its contrast, and the correlation with it (0..1).
struct Board {
    float contrast = 0, correlation = 0, spread = 0;
};

Board board_of(const Surroundings& around) {
    double sum = 0, squares = 0, signed_sum = 0, signs = 0, count = 0;
    for (std::size_t i = 0; i < around.squares.size(); ++i) {
        if (around.squares[i].is_empty()) continue;
        const auto columns = std::size_t(around.columns);
        const double sign = (i / columns + i % columns) % 2 == 0 ? 1 : -1;
        const double value = double(luma(around.squares[i].value()));
        sum += value;
        squares += value * value;
        signed_sum += sign * value;
        signs += sign;
        count += 1;
    }
    if (count < 8) return {};
    const double middle = sum / count,
                 spread = std::sqrt(std::max(0.0, squares / count - middle * middle));
    const double amplitude = std::abs(signed_sum - signs * middle) / count;
    return {float(2 * amplitude), spread > 0 ? float(amplitude / spread) : 0, float(spread)};
}

int achromatic(const Surroundings& around, float level) {
    const Board board = board_of(around);
    if (level < 70 || level > 190) return -1;
    if (board.contrast > 16 && board.correlation > 0.7F) return background::Checkerboard;
    return board.spread < 10 ? int{background::Grey} : -1;
}

}  // namespace

int read_background(std::span<const WorkingFrame> frames, const Track& track) {
    const Surroundings around = survey(frames, track);
    if (around.all.is_empty()) return -1;
    const Sampled all = around.all.value(), top = around.top.value(),
                  bottom = around.bottom.value();
    const float high = std::max({all.r, all.g, all.b}), low = std::min({all.r, all.g, all.b});
    if (high < 28) return background::Black;
    if (high - low < 0.16F * high) return achromatic(around, luma(all));
    // Only a sunset warms towards the ground.
    const float warmth_below = bottom.r - bottom.b, warmth_above = top.r - top.b;
    if (warmth_below > 50 && warmth_below > warmth_above + 40) return background::Sunset;
    if (all.g > std::max(all.r, all.b) + 15) return background::Grass;
    if (all.b > all.r + 15 && all.b >= all.g) {
        // A night is darker than a sea, and darkest above; a sea is darkest below.
        const float brighter_above = luma(top) - luma(bottom);
        return luma(all) - 0.5F * brighter_above < 0 || luma(all) < 46 ? int{background::Night}
                                                                       : int{background::Sea};
    }
    return -1;
}

}  // namespace plumbline::train
