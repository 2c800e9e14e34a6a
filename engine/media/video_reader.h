// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/image.h"
#include "media/frame_sink.h"

#include <string>
#include <vector>

namespace plumbline::media {

struct Clip {
    std::vector<api::Image> frames;
    api::Rational fps;
    Record record;  // what open_output embedded; empty strings when there is none
};

/// Reads any of our outputs (and most other videos) as RGB by the stream's own colour tags (BT.709
/// limited when untagged and at least our sizes). path: a file, or a folder of PNG or OpenEXR
/// pictures in name order. Throws Error{Input}.
[[nodiscard]] Clip read_clip(const std::string& path);

}  // namespace plumbline::media
