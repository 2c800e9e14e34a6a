// SPDX-License-Identifier: GPL-3.0-or-later
#include "media/encoders.h"

#include <fmt/format.h>

extern "C" {
#include <libavcodec/avcodec.h>
}

namespace plumbline::media {

std::vector<EncoderState> encoder_states() {
    std::vector<EncoderState> states{
        {"MP4 (H.264)", "libx264"},
        {"MP4 (H.265)", "libx265"},
        {"WebM (VP9)", "libvpx-vp9"},
        {"WebM (AV1)", "libsvtav1"},
        {"ProRes 422 HQ", "prores_ks"},
        {"FFV1", "ffv1"},
        {"GIF", "gif"},
        {"animated WebP", "libwebp_anim"},
        {"OpenEXR", "exr"},
    };
    for (EncoderState& state : states)
        state.present = avcodec_find_encoder_by_name(state.encoder.c_str()) != nullptr;
    return states;
}

std::string codec_library() {
    const unsigned version = avcodec_version();
    return fmt::format("FFmpeg's libavcodec {}.{}.{}", version >> 16, (version >> 8) & 0xFF,
                       version & 0xFF);
}

}  // namespace plumbline::media
