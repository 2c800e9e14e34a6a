// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "media/frame_sink.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

struct AVDictionary;

namespace plumbline::media {

/// One text of a PNG: tEXt when ASCII, iTXt (UTF-8) otherwise.
struct TextChunk {
    std::string key;
    std::string text;
};

/// Keys "comment" and "plumbline" of a muxer; empty texts are left out.
void add_container_tags(AVDictionary** tags, const Record& record);
[[nodiscard]] Record record_of_tags(const AVDictionary* tags);

/// PNG keys "parameters" (as other tools write it) and "plumbline".
[[nodiscard]] std::vector<TextChunk> text_chunks_of(const Record& record);
[[nodiscard]] Record record_of_chunks(std::span<const TextChunk> chunks);

/// The GIF with two comment extensions before its first picture: the parameters as they are, and
/// the JSON after "plumbline=". GIF asks for ASCII there; readers take UTF-8. gif: what the encoder
/// made.
[[nodiscard]] std::string with_gif_comments(std::string_view gif, const Record& record);
struct GifContent {
    Record record;
    // Whether the file goes on to its trailer: FFmpeg decodes one that is cut without a word.
    bool is_whole = false;
};

/// What stands in the comment extensions, as far as the file goes.
[[nodiscard]] GifContent scan_gif(std::string_view gif);

}  // namespace plumbline::media
