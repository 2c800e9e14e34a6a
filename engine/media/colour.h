// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/image.h"
#include "media/deep_image.h"
#include "media/ffmpeg_handles.h"

#include <filesystem>
#include <utility>
#include <vector>

namespace plumbline::media {

/// Full-range RGB to YUV: BT.709 matrix, limited range, chroma sited left (where H.264 readers
/// expect it).
class RgbToYuv {
public:
    /// width, height: in pixels, even where the format halves chroma. format: what comes out, 8
    /// bits or more.
    RgbToYuv(int width, int height, AVPixelFormat format);
    /// A new frame with its colour tags set. image has the size given to the constructor.
    [[nodiscard]] FrameHandle convert(const api::Image& image);
    /// The same of 16 bits; an 8-bit format gets it rounded first.
    [[nodiscard]] FrameHandle convert(const DeepImage& image);

private:
    template <typename Value>
    void copy_rows(const std::vector<Value>& pixels);
    FrameHandle scale();

    AVPixelFormat format_;
    bool is_deep_ = false;
    ScalerHandle scaler_;
    FrameHandle rgb_;
};

/// A new frame of the same pixels, opaque. format: BGRA or BGR0.
[[nodiscard]] FrameHandle to_bgra(const api::Image& image, AVPixelFormat format);

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
