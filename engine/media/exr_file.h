// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/image.h"
#include "media/deep_image.h"
#include "media/frame_sink.h"

#include <filesystem>
#include <string_view>

namespace plumbline::media {

/// Writes an OpenEXR picture: three half floats a pixel in linear light with BT.709's primaries
/// (sRGB values are taken back by the sRGB curve), ZIP over 16 rows, the frame rate and the
/// record's texts as attributes "framesPerSecond", "parameters" and "plumbline". Flushed to disk.
/// path: where to write; shown: the name for messages. Throws Error{Failed}.
void write_exr(const std::filesystem::path& path,
               const std::filesystem::path& shown,
               const DeepImage& image,
               api::Rational fps,
               const Record& record);

struct ExrContent {
    api::Image image;
    api::Rational fps;
    Record record;
};

/// True when bytes begin as every OpenEXR file does.
[[nodiscard]] bool is_exr(std::string_view bytes);
/// An OpenEXR picture of red, green and blue in linear light, as 8-bit sRGB; what is above white is
/// cut, transparency dropped. Throws Error{Input}.
[[nodiscard]] ExrContent read_exr(std::string_view bytes, const std::filesystem::path& shown);

}  // namespace plumbline::media
