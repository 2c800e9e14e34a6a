// SPDX-License-Identifier: GPL-3.0-or-later
#include "media/encoder.h"

#include "api/export.h"
#include "base/check.h"
#include "base/error.h"
#include "media/output_error.h"

#include <fmt/format.h>

extern "C" {
#include <libavutil/opt.h>
#include <libavutil/pixdesc.h>
}

#include <algorithm>
#include <new>
#include <utility>

namespace plumbline::media {
namespace {

bool is_rgb(AVPixelFormat format) {
    const AVPixFmtDescriptor* description = av_pix_fmt_desc_get(format);
    return (description->flags & (AV_PIX_FMT_FLAG_RGB | AV_PIX_FMT_FLAG_PAL)) != 0;
}

void set_colour(AVCodecContext& context) {
    context.color_primaries = AVCOL_PRI_BT709;
    if (is_rgb(context.pix_fmt)) {
        context.color_trc = AVCOL_TRC_IEC61966_2_1;
        context.colorspace = AVCOL_SPC_RGB;
        context.color_range = AVCOL_RANGE_JPEG;
        return;
    }
    context.color_trc = AVCOL_TRC_BT709;
    context.colorspace = AVCOL_SPC_BT709;
    context.color_range = AVCOL_RANGE_MPEG;
    context.chroma_sample_location = AVCHROMA_LOC_LEFT;
}

const AVCodec* find_codec(const Encoding& encoding) {
    const AVCodec* codec = avcodec_find_encoder_by_name(encoding.encoder);
    if (codec != nullptr) return codec;
    const api::ExportFormat* format = api::find_export_format(encoding.format);
    PLUMBLINE_CHECK(format != nullptr, "no export format {}", encoding.format);
    throw Error(
        ErrorKind::Failed,
        fmt::format("this FFmpeg has no encoder for {} ({})", format->title, encoding.encoder),
        "install an FFmpeg that has it, or choose another format; plumbline export --list names "
        "those that work");
}

}  // namespace

void check_encoder(const Encoding& encoding,
                   int width,
                   int height,
                   const std::filesystem::path& shown) {
    static_cast<void>(find_codec(encoding));
    if (std::min(width, height) >= encoding.least_side) return;
    throw Error(
        ErrorKind::Usage,
        fmt::format("{}: {} cannot encode {}x{}", shown.string(), encoding.encoder, width, height),
        fmt::format("it takes sides of {} and more; choose another codec", encoding.least_side));
}

Encoder::Encoder(const Encoding& encoding, const EncoderSetup& setup, std::filesystem::path shown)
    : shown_(std::move(shown)), must_end_(encoding.must_end) {
    check_encoder(encoding, setup.width, setup.height, shown_);
    const AVCodec* codec = find_codec(encoding);
    context_.reset(avcodec_alloc_context3(codec));
    if (!context_) {
        throw std::bad_alloc();
    }
    open(codec, encoding, setup);
}

void Encoder::open(const AVCodec* codec, const Encoding& encoding, const EncoderSetup& setup) {
    context_->width = setup.width;
    context_->height = setup.height;
    context_->pix_fmt = encoding.pixels;
    context_->framerate = setup.frame_rate;
    context_->time_base = setup.time_base;
    context_->sample_aspect_ratio = {1, 1};
    set_colour(*context_);
    context_->thread_count = encoding.threads;
    context_->flags |= AV_CODEC_FLAG_BITEXACT;
    if (setup.global_header) {
        context_->flags |= AV_CODEC_FLAG_GLOBAL_HEADER;
    }
    for (const auto& options : {encoding.options, setup.options}) {
        for (const EncoderOption& option : options) {
            need(av_opt_set(context_.get(), option.key, option.value, AV_OPT_SEARCH_CHILDREN));
        }
    }
    need(avcodec_open2(context_.get(), codec, nullptr));
}

Encoder::~Encoder() {
    if (!must_end_ || avcodec_send_frame(context_.get(), nullptr) < 0) return;
    while (avcodec_receive_packet(context_.get(), packet_.get()) >= 0)
        av_packet_unref(packet_.get());
}

void Encoder::encode(const AVFrame* frame, const std::function<void(AVPacket&)>& take) {
    must_end_ = must_end_ && frame != nullptr;
    need(avcodec_send_frame(context_.get(), frame));
    while (true) {
        const int code = avcodec_receive_packet(context_.get(), packet_.get());
        if (code == AVERROR(EAGAIN) || code == AVERROR_EOF) {
            return;
        }
        need(code);
        take(*packet_);
        av_packet_unref(packet_.get());
    }
}

void Encoder::need(int code) const {
    if (code < 0) {
        throw output_error(shown_, code);
    }
}

}  // namespace plumbline::media
