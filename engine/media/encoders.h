// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

namespace plumbline::media {

/// One encoder that an export format needs.
struct EncoderState {
    std::string id;       // an api::ExportFormat's
    std::string format;   // "MP4 (H.264)"
    std::string encoder;  // FFmpeg's name
    bool present = false;
};

/// The encoders of every export format, as the FFmpeg that is loaded has them.
[[nodiscard]] std::vector<EncoderState> encoder_states();
/// "FFmpeg's libavcodec 59.37.100".
[[nodiscard]] std::string codec_library();

}  // namespace plumbline::media
