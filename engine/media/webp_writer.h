// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "media/frame_sink.h"

#include <filesystem>
#include <memory>

namespace plumbline::media {

/// An animated WebP that loops forever; at quality 100 without loss. Times are whole milliseconds,
/// rounded so that the length is right. Holds the encoded animation until finish(). Works on the
/// calling thread.
[[nodiscard]] std::unique_ptr<FrameSink> make_webp_writer(const std::filesystem::path& path,
                                                          const OutputOptions& options);

}  // namespace plumbline::media
