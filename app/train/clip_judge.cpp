// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/clip_judge.h"

#include "train/object_track.h"
#include "train/working_frame.h"

#include <algorithm>
#include <cstddef>
#include <stdexcept>
#include <vector>

namespace plumbline::train {
namespace {

constexpr std::size_t kLeastFrames = 5;
constexpr int kLeastSide = 48;
/// White noise has 1, the sharpest checkerboard 0.25, its noisy and blurred copies less.
constexpr float kNoiseRoughness = 0.5F;

void require_clip(std::span<const api::Image> frames) {
    if (frames.size() < kLeastFrames)
        throw std::invalid_argument("the judge needs 5 frames or more");
    for (const api::Image& frame : frames) {
        const bool is_whole =
            frame.pixels.size() == frame.row_bytes() * static_cast<std::size_t>(frame.height);
        if (frame.width < kLeastSide || frame.height < kLeastSide || !is_whole ||
            frame.width != frames[0].width || frame.height != frames[0].height)
            throw std::invalid_argument("the judge needs frames of one size, 48 x 48 or more");
    }
}

bool is_noise(std::span<const api::Image> frames) {
    std::vector<float> values;
    for (const api::Image& frame : frames) values.push_back(roughness(frame));
    const auto middle = values.begin() + std::ptrdiff_t(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle > kNoiseRoughness;
}

}  // namespace

Observation observe(std::span<const api::Image> frames) {
    require_clip(frames);
    if (is_noise(frames)) return {.is_noise = true};
    std::vector<WorkingFrame> working;
    for (const api::Image& frame : frames) working.push_back(to_working(frame));
    const Track track = track_object(working);
    return {.colour = track.colour,
            .shape = read_shape(working, track),
            .motion = read_motion(working, track),
            .background = read_background(working, track),
            .is_noise = false};
}

Verdict judge(std::span<const api::Image> frames, const Caption& expected) {
    const Observation seen = observe(frames);
    return {.colour = seen.colour == expected.colour,
            .motion = seen.motion == expected.motion,
            .background = seen.background == expected.background,
            .shape = seen.shape == expected.shape};
}

}  // namespace plumbline::train
