// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/image.h"
#include "train/captions.h"

#include <span>

namespace plumbline::train {

/// What a clip shows, as far as pixels tell: indices into the lists of captions.h, -1 where the
/// judge sees none of them. Without an object, colour, motion and shape are -1.
struct Observation {
    int colour = -1, shape = -1, motion = -1, background = -1;
    bool is_noise = false;  // no picture at all; every index is -1
};

/// Which parts of a caption a clip shows. The shape is a hint, less sure than the rest.
struct Verdict {
    bool colour = false, motion = false, background = false, shape = false;
    [[nodiscard]] bool is_right() const { return colour && motion && background; }
};

/// Reads a clip with nothing but the vocabulary: it knows neither the renderer nor its seeds.
/// frames: 5 or more of one size, each side 48 or more. Throws std::invalid_argument otherwise.
[[nodiscard]] Observation observe(std::span<const api::Image> frames);

/// Compares observe(frames) with a caption. Noise shows nothing, so every part is false.
[[nodiscard]] Verdict judge(std::span<const api::Image> frames, const Caption& expected);

}  // namespace plumbline::train
