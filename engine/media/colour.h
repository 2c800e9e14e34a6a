// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/image.h"
#include "media/ffmpeg_handles.h"

#include <filesystem>

namespace plumbline::media {

/// Full-range RGB to yuv420p: BT.709 matrix, limited range, chroma sited left (where H.264 readers
/// expect it).
class RgbToYuv {
public:
    /// width, height: even, in pixels.
    RgbToYuv(int width, int height);
    /// A new frame with its colour tags set. image has the size given to the constructor.
    [[nodiscard]] FrameHandle convert(const api::Image& image);

private:
    ScalerHandle scaler_;
    FrameHandle rgb_;
};

/// Decoded frames to full-range RGB by each frame's own tags; BT.709 limited when untagged.
class FrameToRgb {
public:
    /// shown: the file named in messages.
    explicit FrameToRgb(std::filesystem::path shown) : shown_(std::move(shown)) {}
    /// Throws Error{Input} for a pixel format or matrix that cannot be converted.
    [[nodiscard]] api::Image convert(const AVFrame& frame);

private:
    struct Look {
        int width = 0, height = 0, format = -1;
        AVColorSpace matrix = AVCOL_SPC_UNSPECIFIED;
        AVColorRange range = AVCOL_RANGE_UNSPECIFIED;
        AVChromaLocation siting = AVCHROMA_LOC_UNSPECIFIED;
        bool operator==(const Look&) const = default;
    };
    void prepare(const Look& look);

    std::filesystem::path shown_;
    Look look_;
    ScalerHandle scaler_;
    FrameHandle rgb_;
};

}  // namespace plumbline::media
