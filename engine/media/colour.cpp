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

RgbToYuv::RgbToYuv(int width, int height, AVPixelFormat format) : format_(format) {
    const AVPixFmtDescriptor* description = av_pix_fmt_desc_get(format);
    PLUMBLINE_CHECK(description != nullptr, "no pixel format {}", static_cast<int>(format));
    is_deep_ = description->comp[0].depth > 8;
    const AVPixelFormat source = is_deep_ ? AV_PIX_FMT_RGB48 : AV_PIX_FMT_RGB24;
    scaler_ = make_scaler({width, height, source, {}},
                          {width, height, format, siting_of(AVCHROMA_LOC_LEFT, format)});
    PLUMBLINE_CHECK(scaler_, "swscale cannot make {} of {}x{}", description->name, width, height);
    const int* matrix = sws_getCoefficients(SWS_CS_ITU709);
    const int code = sws_setColorspaceDetails(scaler_.get(), matrix, 1, matrix, 0, 0, kOne, kOne);
    PLUMBLINE_CHECK(code >= 0, "swscale takes no BT.709 matrix");
    rgb_ = make_picture(width, height, source);
}

FrameHandle RgbToYuv::convert(const api::Image& image) {
    if (is_deep_) {
        return convert(deep_of(image));
    }
    copy_rows(image.pixels);
    return scale();
}

FrameHandle RgbToYuv::convert(const DeepImage& image) {
    if (!is_deep_) {
        return convert(plain_of(image));
    }
    copy_rows(image.pixels);
    return scale();
}

/// swscale's vector code reads a little past a row, so rows are copied into a padded frame.
template <typename Value>
void RgbToYuv::copy_rows(const std::vector<Value>& pixels) {
    const std::size_t values = static_cast<std::size_t>(rgb_->width) * 3;
    for (int row = 0; row < rgb_->height; ++row) {
        std::memcpy(rgb_->data[0] + static_cast<std::ptrdiff_t>(row) * rgb_->linesize[0],
                    pixels.data() + static_cast<std::size_t>(row) * values, values * sizeof(Value));
    }
}

FrameHandle RgbToYuv::scale() {
    FrameHandle yuv = make_picture(rgb_->width, rgb_->height, format_);
    const int rows = sws_scale(scaler_.get(), rgb_->data, rgb_->linesize, 0, rgb_->height,
                               yuv->data, yuv->linesize);
    PLUMBLINE_CHECK(rows == rgb_->height, "swscale gave {} rows of {}", rows, rgb_->height);
    yuv->color_primaries = AVCOL_PRI_BT709;
    yuv->color_trc = AVCOL_TRC_BT709;
    yuv->colorspace = AVCOL_SPC_BT709;
    yuv->color_range = AVCOL_RANGE_MPEG;
    yuv->chroma_location = AVCHROMA_LOC_LEFT;
    return yuv;
}

FrameHandle to_bgra(const api::Image& image, AVPixelFormat format) {
    FrameHandle frame = make_picture(image.width, image.height, format);
    const std::uint8_t* source = image.pixels.data();
    for (int row = 0; row < image.height; ++row) {
        std::uint8_t* target =
            frame->data[0] + static_cast<std::ptrdiff_t>(row) * frame->linesize[0];
        for (int column = 0; column < image.width; ++column, source += 3, target += 4) {
            target[0] = source[2];
            target[1] = source[1];
            target[2] = source[0];
            target[3] = 255;
        }
    }
    frame->color_primaries = AVCOL_PRI_BT709;
    frame->color_trc = AVCOL_TRC_IEC61966_2_1;
    frame->colorspace = AVCOL_SPC_RGB;
    frame->color_range = AVCOL_RANGE_JPEG;
    return frame;
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
