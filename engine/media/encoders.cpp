// SPDX-License-Identifier: GPL-3.0-or-later
#include "media/encoders.h"

#include "api/export.h"
#include "base/check.h"
#include "media/encoder_table.h"

#include <fmt/format.h>

namespace plumbline::media {

std::vector<EncoderState> encoder_states() {
    std::vector<EncoderState> states;
    for (const Encoding& encoding : encodings()) {
        const api::ExportFormat* format = api::find_export_format(encoding.format);
        PLUMBLINE_CHECK(format != nullptr, "no export format {}", encoding.format);
        states.push_back({.id = encoding.format,
                          .format = format->title,
                          .encoder = encoding.encoder,
                          .present = avcodec_find_encoder_by_name(encoding.encoder) != nullptr});
    }
    return states;
}

std::string codec_library() {
    const unsigned version = avcodec_version();
    return fmt::format("FFmpeg's libavcodec {}.{}.{}", version >> 16, (version >> 8) & 0xFF,
                       version & 0xFF);
}

}  // namespace plumbline::media
