// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/image.h"

#include <string>

namespace plumbline::pipeline {

/// The first frame that a model that turns an image into video goes on from.
struct FirstFrame {
    api::Image image;
    std::string sha256;  // of the file
};

/// Any picture, or the first frame of a clip. Throws Error{Input} naming the file and what to do.
[[nodiscard]] FirstFrame read_first_frame(const std::string& file);

}  // namespace plumbline::pipeline
