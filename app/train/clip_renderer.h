// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/image.h"
#include "train/captions.h"

#include <cstdint>
#include <vector>

namespace plumbline::train {

/// Size of a clip. Lengths in the scene are stated for a picture of 64 pixels on its shorter side
/// and scale with it; motions take the whole clip, however many frames that is.
struct RenderOptions {
    int width = 64, height = 64;  // 48 or more each
    int frames = 17;              // 2 or more
};

/// The clip that shows a caption. The seed varies start, size, speed, phase and the background's
/// details; the same arguments always give the same pixels.
/// Throws std::invalid_argument for options out of range, std::out_of_range for a bad caption.
[[nodiscard]] std::vector<api::Image> render(const Caption& caption,
                                             std::uint64_t seed,
                                             const RenderOptions& options = {});

/// The same clip's picture at one moment: 0 is its first frame, 1 its last. The number of frames
/// plays no part. Throws as render(), and for a time outside 0..1.
[[nodiscard]] api::Image render_moment(const Caption& caption,
                                       std::uint64_t seed,
                                       float time,
                                       const RenderOptions& options = {});

}  // namespace plumbline::train
