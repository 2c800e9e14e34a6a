// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "media/video_reader.h"

#include <filesystem>
#include <string_view>

namespace plumbline::media {

/// A WebP picture or animation, over black where it is transparent. FFmpeg decodes the pictures;
/// what an animation does with them it does not know, so that is done here. The rate is the one
/// that we wrote, else the mean of the frames' durations. Throws Error{Input}.
[[nodiscard]] Clip decode_webp(std::string_view bytes, const std::filesystem::path& shown);

}  // namespace plumbline::media
