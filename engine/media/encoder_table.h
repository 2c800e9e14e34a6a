// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "media/ffmpeg_handles.h"

#include <span>
#include <string_view>

namespace plumbline::media {

/// One option of an encoder or a muxer, as FFmpeg reads it.
struct EncoderOption {
    const char* key;
    const char* value;
};

/// How FFmpeg makes one export format.
struct Encoding {
    const char* format;      // an api::ExportFormat's id
    const char* encoder;     // FFmpeg's name of it
    const char* muxer = "";  // empty: the writer puts the file together itself
    AVPixelFormat pixels = AV_PIX_FMT_NONE;
    const char* quality = "";  // the option that takes the format's quality; empty: none
    std::span<const EncoderOption> options = {};
    std::span<const EncoderOption> muxing = {};
    unsigned tag = 0;  // of the stream; 0: the muxer's own
    int threads = 1;   // fixed, because bytes may depend on them
    int least_side = 1;
    bool record_first = false;  // the muxer writes texts before pictures
    bool must_end = false;      // never returns when it is closed before it was told the end
};

/// Every format that needs one of FFmpeg's encoders, in the order of api::export_formats().
[[nodiscard]] std::span<const Encoding> encodings();
/// Null when the format needs none.
[[nodiscard]] const Encoding* find_encoding(std::string_view format);

}  // namespace plumbline::media
