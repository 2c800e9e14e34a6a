// SPDX-License-Identifier: GPL-3.0-or-later
#include "media/colour.h"

#include <fmt/format.h>

extern "C" {
#include <libavutil/opt.h>
#include <libavutil/pixdesc.h>
}

#include "base/check.h"
#include "base/error.h"

#include <cstring>
#include <new>

namespace plumbline::media {
namespace {

// Chroma of every pixel is computed before it is subsampled, and sums are rounded, not cut.
constexpr int kScalerFlags =
    SWS_BICUBIC | SWS_ACCURATE_RND | SWS_FULL_CHR_H_INP | SWS_FULL_CHR_H_INT;
constexpr int kOne = 1 << 16;  // contrast and saturation of 1 in swscale's fixed point

/// Chroma positions in 1/256 luma pixels; swscale takes -513 for "the middle".
struct Siting {
    int horizontal = -513, vertical = -513;
};

struct Side {
    int width = 0, height = 0;
    AVPixelFormat format = AV_PIX_FMT_NONE;
    Siting siting;
};

void set_side(SwsContext* scaler, const char* prefix, const Side& side) {
    const auto set = [&](const char* suffix, std::int64_t value) {
        const int code =
            av_opt_set_int(scaler, fmt::format("{}{}", prefix, suffix).c_str(), value, 0);
        PLUMBLINE_CHECK(code >= 0, "swscale has no option {}{}", prefix, suffix);
    };
    set("w", side.width);
    set("h", side.height);
    set("_format", side.format);
    set("_h_chr_pos", side.siting.horizontal);
    set("_v_chr_pos", side.siting.vertical);
}

/// Null when swscale cannot convert between the two.
ScalerHandle make_scaler(const Side& source, const Side& target) {
    ScalerHandle scaler(sws_alloc_context());
    if (!scaler) {
        throw std::bad_alloc();
    }
    set_side(scaler.get(), "src", source);
    set_side(scaler.get(), "dst", target);
    av_opt_set_int(scaler.get(), "sws_flags", kScalerFlags, 0);
    if (sws_init_context(scaler.get(), nullptr, nullptr) < 0) {
        return nullptr;
    }
    return scaler;
}

Siting siting_of(AVChromaLocation location, AVPixelFormat format) {
    const AVPixFmtDescriptor* description = av_pix_fmt_desc_get(format);
    if (description == nullptr || description->log2_chroma_w == 0) {
        return {};
    }
    const bool halved_rows = description->log2_chroma_h != 0;
    switch (location) {
        case AVCHROMA_LOC_CENTER: return {};
        case AVCHROMA_LOC_TOPLEFT: return {0, 0};
        case AVCHROMA_LOC_TOP: return {128, 0};
        default:
            return {0, halved_rows ? 128 : -513};  // left: the rule of H.264 and of untagged video
    }
}

bool has_matrix(AVPixelFormat format) {
    const AVPixFmtDescriptor* description = av_pix_fmt_desc_get(format);
    return description != nullptr &&
           (description->flags & (AV_PIX_FMT_FLAG_RGB | AV_PIX_FMT_FLAG_PAL)) == 0;
}

bool is_known(AVColorSpace matrix) {
    switch (matrix) {
        case AVCOL_SPC_BT709:
        case AVCOL_SPC_FCC:
        case AVCOL_SPC_BT470BG:
        case AVCOL_SPC_SMPTE170M:
        case AVCOL_SPC_SMPTE240M:
        case AVCOL_SPC_BT2020_NCL:
        case AVCOL_SPC_BT2020_CL: return true;
        default: return false;
    }
}

bool is_full_range_format(int format) {
    switch (format) {
        case AV_PIX_FMT_YUVJ420P:
        case AV_PIX_FMT_YUVJ422P:
        case AV_PIX_FMT_YUVJ444P:
        case AV_PIX_FMT_YUVJ440P:
        case AV_PIX_FMT_YUVJ411P: return true;
        default: return false;
    }
}

}  // namespace

RgbToYuv::RgbToYuv(int width, int height) {
    scaler_ = make_scaler({width, height, AV_PIX_FMT_RGB24, {}},
                          {width, height, AV_PIX_FMT_YUV420P, {0, 128}});
    PLUMBLINE_CHECK(scaler_, "swscale cannot make yuv420p of {}x{}", width, height);
    const int* matrix = sws_getCoefficients(SWS_CS_ITU709);
    const int code = sws_setColorspaceDetails(scaler_.get(), matrix, 1, matrix, 0, 0, kOne, kOne);
    PLUMBLINE_CHECK(code >= 0, "swscale takes no BT.709 matrix");
    rgb_ = make_picture(width, height, AV_PIX_FMT_RGB24);
}

FrameHandle RgbToYuv::convert(const api::Image& image) {
    // swscale's vector code reads a little past a row, so rows are copied into a padded frame.
    for (int row = 0; row < image.height; ++row) {
        std::memcpy(rgb_->data[0] + static_cast<std::ptrdiff_t>(row) * rgb_->linesize[0],
                    image.pixels.data() + row * image.row_bytes(), image.row_bytes());
    }
    FrameHandle yuv = make_picture(image.width, image.height, AV_PIX_FMT_YUV420P);
    const int rows = sws_scale(scaler_.get(), rgb_->data, rgb_->linesize, 0, image.height,
                               yuv->data, yuv->linesize);
    PLUMBLINE_CHECK(rows == image.height, "swscale gave {} rows of {}", rows, image.height);
    yuv->color_primaries = AVCOL_PRI_BT709;
    yuv->color_trc = AVCOL_TRC_BT709;
    yuv->colorspace = AVCOL_SPC_BT709;
    yuv->color_range = AVCOL_RANGE_MPEG;
    yuv->chroma_location = AVCHROMA_LOC_LEFT;
    return yuv;
}

void FrameToRgb::prepare(const Look& look) {
    const auto format = static_cast<AVPixelFormat>(look.format);
    scaler_ = make_scaler({look.width, look.height, format, siting_of(look.siting, format)},
                          {look.width, look.height, AV_PIX_FMT_RGB24, {}});
    if (!scaler_) {
        const char* name = av_get_pix_fmt_name(format);
        throw Error(
            ErrorKind::Input,
            fmt::format("{} uses pixel format {}", shown_.string(), name == nullptr ? "?" : name),
            "convert it to yuv420p first");
    }
    if (has_matrix(format)) {
        const AVColorSpace matrix =
            look.matrix == AVCOL_SPC_UNSPECIFIED ? AVCOL_SPC_BT709 : look.matrix;
        if (!is_known(matrix)) {
            const char* name = av_color_space_name(matrix);
            throw Error(ErrorKind::Input,
                        fmt::format("{} uses colour matrix {}", shown_.string(),
                                    name == nullptr ? "?" : name),
                        "convert it to BT.709 first");
        }
        const int full =
            look.range == AVCOL_RANGE_JPEG || is_full_range_format(look.format) ? 1 : 0;
        const int code = sws_setColorspaceDetails(scaler_.get(), sws_getCoefficients(matrix), full,
                                                  sws_getCoefficients(matrix), 1, 0, kOne, kOne);
        PLUMBLINE_CHECK(code >= 0, "swscale takes no matrix for pixel format {}", look.format);
    }
    rgb_ = make_picture(look.width, look.height, AV_PIX_FMT_RGB24);
    look_ = look;
}

api::Image FrameToRgb::convert(const AVFrame& frame) {
    const Look look{frame.width,      frame.height,      frame.format,
                    frame.colorspace, frame.color_range, frame.chroma_location};
    if (!scaler_ || look != look_) {
        prepare(look);
    }
    const int rows = sws_scale(scaler_.get(), frame.data, frame.linesize, 0, frame.height,
                               rgb_->data, rgb_->linesize);
    PLUMBLINE_CHECK(rows == frame.height, "swscale gave {} rows of {}", rows, frame.height);
    api::Image image{frame.width, frame.height, {}};
    image.pixels.resize(image.row_bytes() * static_cast<std::size_t>(image.height));
    for (int row = 0; row < image.height; ++row) {
        std::memcpy(image.pixels.data() + row * image.row_bytes(),
                    rgb_->data[0] + static_cast<std::ptrdiff_t>(row) * rgb_->linesize[0],
                    image.row_bytes());
    }
    return image;
}

}  // namespace plumbline::media
