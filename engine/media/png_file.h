// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/image.h"
#include "media/deep_image.h"
#include "media/metadata.h"

#include <filesystem>
#include <span>
#include <vector>

namespace plumbline::media {

/// Writes an 8-bit RGB PNG, tagged sRGB, and flushes it to disk. path: where to write; shown: the
/// name for messages. The bytes depend on image and texts only. Throws Error{Failed}.
void write_png(const std::filesystem::path& path,
               const std::filesystem::path& shown,
               const api::Image& image,
               std::span<const TextChunk> texts);

/// The same in 16 bits a channel.
void write_png(const std::filesystem::path& path,
               const std::filesystem::path& shown,
               const DeepImage& image,
               std::span<const TextChunk> texts);

struct PngContent {
    api::Image image;
    std::vector<TextChunk> texts;
};

/// True when bytes begin as every PNG does.
[[nodiscard]] bool is_png(std::string_view bytes);
/// Any PNG as 8-bit RGB: palettes and grey are expanded, 16 bits rounded, transparency dropped.
/// shown: the name for messages. Throws Error{Input}.
[[nodiscard]] PngContent read_png(std::string_view bytes, const std::filesystem::path& shown);

}  // namespace plumbline::media
