// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "media/frame_sink.h"

#include <filesystem>
#include <memory>

namespace plumbline::media {

/// H.264 in MP4. Works on the calling thread. Throws Error{Failed} when this FFmpeg was built
/// without libx264.
[[nodiscard]] std::unique_ptr<FrameSink> make_mp4_writer(const std::filesystem::path& path,
                                                         const OutputOptions& options);

}  // namespace plumbline::media
