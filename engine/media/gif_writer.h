// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "media/frame_sink.h"

#include <filesystem>
#include <memory>

namespace plumbline::media {

/// A GIF that loops forever, with one palette of 255 colours from all frames (FFmpeg's palettegen,
/// stats of full frames) and Sierra-2-4A dithering. Delays are whole centiseconds, rounded so that
/// the length is right. Holds every frame until finish(). Works on the calling thread. Throws
/// Error{Usage} above 50 frames a second.
[[nodiscard]] std::unique_ptr<FrameSink> make_gif_writer(const std::filesystem::path& path,
                                                         const OutputOptions& options);

}  // namespace plumbline::media
