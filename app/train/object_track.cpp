// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/object_track.h"

#include "train/captions.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <numbers>

namespace plumbline::train {
namespace {

constexpr int kColourCount = 8;
constexpr int kNoColour = -1;
/// An object must show on this share of the frames, or it is a flash and not an object.
constexpr float kLeastFoundShare = 0.7F;
/// Patches below this are stars, specks of noise or reflections.
constexpr int kLeastPatch = 8;

/// What counts as a paint of the vocabulary: bright and more saturated than any background there.
struct HueRange {
    int colour;
    float from, to;  // degrees; from > to wraps through 0
    float least_saturation;
};
constexpr std::array<HueRange, 7> kHueRanges = {{{colour::Red, 335, 15, 0.66F},
                                                 {colour::Orange, 15, 42, 0.78F},
                                                 {colour::Yellow, 42, 76, 0.58F},
                                                 {colour::Green, 85, 160, 0.55F},
                                                 {colour::Cyan, 162, 204, 0.58F},
                                                 {colour::Blue, 207, 254, 0.58F},
                                                 {colour::Purple, 254, 312, 0.52F}}};
constexpr float kLeastPaintValue = 140, kLeastPaintContrast = 36;
constexpr float kLeastWhiteValue = 172, kMostWhiteSaturation = 0.2F, kLeastWhiteContrast = 50;

int colour_of(Sampled pixel, Sampled behind) {
    const Hsv hsv = to_hsv(pixel);
    if (hsv.value < kLeastPaintValue) return kNoColour;
    const float contrast = colour_distance(pixel, behind);
    if (contrast < kLeastPaintContrast) return kNoColour;
    if (hsv.saturation <= kMostWhiteSaturation) {
        const bool is_white = hsv.value >= kLeastWhiteValue && contrast >= kLeastWhiteContrast;
        return is_white ? int{colour::White} : kNoColour;
    }
    for (const HueRange& range : kHueRanges) {
        const bool is_inside = range.from <= range.to ? hsv.hue >= range.from && hsv.hue < range.to
                                                      : hsv.hue >= range.from || hsv.hue < range.to;
        if (is_inside) return hsv.saturation >= range.least_saturation ? range.colour : kNoColour;
    }
    return kNoColour;
}

float median(std::vector<float>& values) {
    const auto middle = values.begin() + std::ptrdiff_t(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

/// The usual colour of every row over all columns and frames: no object fills half of that.
std::vector<Sampled> row_colours(std::span<const WorkingFrame> frames) {
    std::vector<Sampled> rows(std::size_t(frames[0].height));
    std::vector<float> r, g, b;
    for (int y = 0; y < frames[0].height; ++y) {
        r.clear(), g.clear(), b.clear();
        for (const WorkingFrame& frame : frames) {
            for (int x = 0; x < frame.width; ++x) {
                const Sampled& pixel = frame.at(x, y);
                r.push_back(pixel.r);
                g.push_back(pixel.g);
                b.push_back(pixel.b);
            }
        }
        rows[std::size_t(y)] = {median(r), median(g), median(b)};
    }
    return rows;
}

std::vector<std::int8_t> labelled(const WorkingFrame& frame, const std::vector<Sampled>& rows) {
    std::vector<std::int8_t> labels;
    labels.reserve(frame.pixels.size());
    for (int y = 0; y < frame.height; ++y)
        for (int x = 0; x < frame.width; ++x)
            labels.push_back(std::int8_t(colour_of(frame.at(x, y), rows[std::size_t(y)])));
    return labels;
}

/// Clears every 4-connected patch of `mask` that is small by itself and beside the largest one.
void drop_specks(std::vector<std::uint8_t>& mask, int width, int height) {
    std::vector<std::vector<int>> patches;
    std::vector<std::uint8_t> open = mask;
    for (int start = 0; start < width * height; ++start) {
        if (open[std::size_t(start)] == 0) continue;
        std::vector<int> patch = {start};
        open[std::size_t(start)] = 0;
        for (std::size_t next = 0; next < patch.size(); ++next) {
            const int at = patch[next], x = at % width, y = at / width;
            const auto visit = [&](int neighbour, bool is_inside) {
                if (!is_inside || open[std::size_t(neighbour)] == 0) return;
                open[std::size_t(neighbour)] = 0;
                patch.push_back(neighbour);
            };
            visit(at - 1, x > 0);
            visit(at + 1, x + 1 < width);
            visit(at - width, y > 0);
            visit(at + width, y + 1 < height);
        }
        patches.push_back(std::move(patch));
    }
    std::size_t largest = 0;
    for (const auto& patch : patches) largest = std::max(largest, patch.size());
    for (const auto& patch : patches) {
        // A stripe may cut a ball in two: keep what is a fair part of the largest patch.
        if (patch.size() >= kLeastPatch && patch.size() * 8 >= largest) continue;
        for (const int at : patch) mask[std::size_t(at)] = 0;
    }
}

TrackedObject measured(std::vector<std::uint8_t> mask, int width) {
    TrackedObject object;
    for (std::size_t at = 0; at < mask.size(); ++at) {
        if (mask[at] == 0) continue;
        const int column = int(at) % width, row = int(at) / width;
        object.x += float(column);
        object.y += float(row);
        object.area += 1;
    }
    if (object.area > 0) {
        object.x /= object.area;
        object.y /= object.area;
    }
    object.mask = std::move(mask);
    return object;
}

/// All patches of one colour in one frame.
TrackedObject find(const WorkingFrame& frame, const std::vector<std::int8_t>& labels, int colour) {
    std::vector<std::uint8_t> mask(labels.size());
    for (std::size_t i = 0; i < labels.size(); ++i) mask[i] = labels[i] == colour ? 1 : 0;
    drop_specks(mask, frame.width, frame.height);
    return measured(std::move(mask), frame.width);
}

/// One object is compact: its pixels lie near their centre, unlike leftovers of a texture.
bool is_compact(const TrackedObject& object, int width) {
    double spread = 0;
    for (std::size_t at = 0; at < object.mask.size(); ++at) {
        if (object.mask[at] == 0) continue;
        const int column = int(at) % width, row = int(at) / width;
        const float dx = float(column) - object.x, dy = float(row) - object.y;
        spread += double(dx * dx + dy * dy);
    }
    spread /= std::max(1.0F, object.area);
    const double disc = double(object.area) / (2 * std::numbers::pi);  // of a disc of this area
    return spread < 4 * disc + 6;
}

}  // namespace

float TrackedObject::radius() const {
    return std::sqrt(area / std::numbers::pi_v<float>);
}

Track track_object(std::span<const WorkingFrame> frames) {
    const std::vector<Sampled> rows = row_colours(frames);
    const float least_found = kLeastFoundShare * float(frames.size());
    std::array<int, kColourCount> votes{};
    std::vector<std::vector<std::int8_t>> labels;
    for (const WorkingFrame& frame : frames) {
        labels.push_back(labelled(frame, rows));
        for (const std::int8_t label : labels.back())
            if (label >= 0) ++votes[static_cast<std::uint8_t>(label)];
    }
    Track best;
    float best_area = 0;
    for (int colour = 0; colour < kColourCount; ++colour) {
        // Cleaning only takes pixels away, so few votes need no look.
        const float most_area = float(votes[std::size_t(colour)]);
        if (most_area <= best_area || most_area < least_found * kLeastPatch) continue;
        Track track{.colour = colour, .objects = {}};
        float area = 0;
        int found = 0;
        for (std::size_t i = 0; i < frames.size(); ++i) {
            track.objects.push_back(find(frames[i], labels[i], colour));
            const TrackedObject& object = track.objects.back();
            if (!object.is_found() || !is_compact(object, frames[i].width)) continue;
            area += object.area;
            ++found;
        }
        if (float(found) < least_found || area <= best_area) continue;
        best_area = area;
        best = std::move(track);
    }
    return best;
}

}  // namespace plumbline::train
