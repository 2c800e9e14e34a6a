// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "media/encoder_table.h"
#include "media/frame_sink.h"

#include <filesystem>
#include <memory>

namespace plumbline::media {

/// A video by one of FFmpeg's encoders and muxers, its frame rate exact, its colours tagged. Works
/// on the calling thread. Throws Error{Failed} when this FFmpeg lacks the encoder, Error{Usage} for
/// pictures smaller than it takes.
[[nodiscard]] std::unique_ptr<FrameSink> make_video_writer(const Encoding& encoding,
                                                           const std::filesystem::path& path,
                                                           const OutputOptions& options);

}  // namespace plumbline::media
