// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "media/video_reader.h"

#include <filesystem>

namespace plumbline::media {

/// Every frame of the file's best video stream, by FFmpeg. Throws Error{Input}.
[[nodiscard]] Clip decode_video(const std::filesystem::path& path);

}  // namespace plumbline::media
