// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "media/frame_sink.h"

#include <filesystem>
#include <memory>
#include <string_view>

namespace plumbline::media {

/// One PNG of exactly one frame. Works on the calling thread. write() of a second frame throws
/// Error{Usage}.
[[nodiscard]] std::unique_ptr<FrameSink> make_png_writer(const std::filesystem::path& path,
                                                         const OutputOptions& options);
/// A folder of frame_00001.png (or .exr) and so on; the record stands in the first picture and in
/// record.json. format: png, png16 or exr. Works on the calling thread. An existing folder is
/// replaced only when it holds nothing but such files.
[[nodiscard]] std::unique_ptr<FrameSink> make_folder_writer(const std::filesystem::path& folder,
                                                            std::string_view format,
                                                            const OutputOptions& options);

/// PNG key of the frame rate ("16/1") in the first picture of a folder.
inline constexpr const char* kFrameRateKey = "fps";

}  // namespace plumbline::media
