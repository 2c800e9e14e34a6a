// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "train/working_frame.h"

#include <cstdint>
#include <span>
#include <vector>

namespace plumbline::train {

/// The object in one frame. Lengths in working pixels; the mask holds 1 for its pixels.
struct TrackedObject {
    float x = 0, y = 0;  // centroid; meaningless without area
    float area = 0;
    std::vector<std::uint8_t> mask;

    [[nodiscard]] bool is_found() const { return area >= 8; }
    /// Radius of the disc of this area.
    [[nodiscard]] float radius() const;
};

struct Track {
    int colour = -1;  // index into kColours; -1 where no coherent object was found
    std::vector<TrackedObject> objects;

    [[nodiscard]] bool has_object() const { return colour >= 0; }
};

/// Finds the one object: every pixel that stands out from its row is given to a colour by hue,
/// saturation and value; the colour with most pixels in connected patches wins and is followed.
[[nodiscard]] Track track_object(std::span<const WorkingFrame> frames);

/// Index into kMotions; -1 where the object does none of them.
[[nodiscard]] int read_motion(std::span<const WorkingFrame> frames, const Track& track);

/// Index into kShapes; -1 without an object. A hint only: it is not part of what is judged.
[[nodiscard]] int read_shape(std::span<const WorkingFrame> frames, const Track& track);

/// Index into kBackgrounds from the pixels away from the object; -1 where none fits.
[[nodiscard]] int read_background(std::span<const WorkingFrame> frames, const Track& track);

}  // namespace plumbline::train
