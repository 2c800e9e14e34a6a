// SPDX-License-Identifier: GPL-3.0-or-later
#include "media/video_writer.h"

#include <fmt/format.h>

extern "C" {
#include <libavutil/opt.h>
}

#include "base/check.h"
#include "base/error.h"
#include "base/file.h"
#include "media/colour.h"
#include "media/ffmpeg_handles.h"
#include "media/metadata.h"
#include "media/output_error.h"

#include <new>
#include <utility>

namespace plumbline::media {
namespace {

// x264's bytes depend on the number of threads, so it never follows the machine.
constexpr int kEncoderThreads = 4;
constexpr int kUsualCrf = 17;

class Mp4Writer final : public FrameSink {
public:
    Mp4Writer(const std::filesystem::path& path, const OutputOptions& options);
    void write(std::shared_ptr<const api::Image> frame) override;
    void finish(const Record& record) override;

private:
    void open_encoder(const OutputOptions& options);
    void open_file();
    void encode(const AVFrame* frame);
    void need(int code) const {
        if (code < 0) {
            throw output_error(path_, code);
        }
    }

    std::filesystem::path path_;
    base::PendingFile file_;
    OutputHandle output_;  // after file_: closed before the temporary file is removed
    CodecHandle encoder_;
    PacketHandle packet_ = make_packet();
    AVStream* stream_ = nullptr;  // owned by output_
    RgbToYuv to_yuv_;
    std::int64_t count_ = 0;
};

Mp4Writer::Mp4Writer(const std::filesystem::path& path, const OutputOptions& options)
    : path_(path), file_(path, options.overwrite), to_yuv_(options.width, options.height) {
    open_encoder(options);
    open_file();
}

void Mp4Writer::open_encoder(const OutputOptions& options) {
    const AVCodec* codec = avcodec_find_encoder_by_name("libx264");
    if (codec == nullptr) {
        throw Error(ErrorKind::Failed, "this FFmpeg has no H.264 encoder (libx264)",
                    "install an FFmpeg with libx264, or write a .gif or a folder of pictures");
    }
    encoder_.reset(avcodec_alloc_context3(codec));
    if (!encoder_) {
        throw std::bad_alloc();
    }
    encoder_->width = options.width;
    encoder_->height = options.height;
    encoder_->pix_fmt = AV_PIX_FMT_YUV420P;
    encoder_->framerate = {options.fps.num, options.fps.den};
    encoder_->time_base = {options.fps.den, options.fps.num};
    encoder_->sample_aspect_ratio = {1, 1};
    encoder_->color_primaries = AVCOL_PRI_BT709;
    encoder_->color_trc = AVCOL_TRC_BT709;
    encoder_->colorspace = AVCOL_SPC_BT709;
    encoder_->color_range = AVCOL_RANGE_MPEG;
    encoder_->chroma_sample_location = AVCHROMA_LOC_LEFT;
    encoder_->thread_count = options.threads > 0 ? options.threads : kEncoderThreads;
    encoder_->flags |= AV_CODEC_FLAG_GLOBAL_HEADER | AV_CODEC_FLAG_BITEXACT;
    need(av_opt_set(encoder_->priv_data, "preset", "medium", 0));
    need(av_opt_set_double(encoder_->priv_data, "crf", options.quality.value_or(kUsualCrf), 0));
    need(avcodec_open2(encoder_.get(), codec, nullptr));
}

void Mp4Writer::open_file() {
    const std::string url = local_url(file_.temporary());
    AVFormatContext* output = nullptr;
    need(avformat_alloc_output_context2(&output, nullptr, "mp4", url.c_str()));
    output_.reset(output);
    output_->flags |= AVFMT_FLAG_BITEXACT;
    stream_ = avformat_new_stream(output_.get(), nullptr);
    if (stream_ == nullptr) {
        throw std::bad_alloc();
    }
    stream_->time_base = encoder_->time_base;
    stream_->avg_frame_rate = encoder_->framerate;
    stream_->sample_aspect_ratio = encoder_->sample_aspect_ratio;
    need(avcodec_parameters_from_context(stream_->codecpar, encoder_.get()));
    need(avio_open(&output_->pb, url.c_str(), AVIO_FLAG_WRITE));
    // use_metadata_tags keeps keys of our own, not only the handful that MP4 knows.
    need(av_opt_set(output_->priv_data, "movflags", "+faststart+use_metadata_tags", 0));
    need(avformat_write_header(output_.get(), nullptr));
}

void Mp4Writer::write(std::shared_ptr<const api::Image> frame) {
    const FrameHandle yuv = to_yuv_.convert(*frame);
    yuv->pts = count_++;
    encode(yuv.get());
}

void Mp4Writer::encode(const AVFrame* frame) {
    need(avcodec_send_frame(encoder_.get(), frame));
    while (true) {
        const int code = avcodec_receive_packet(encoder_.get(), packet_.get());
        if (code == AVERROR(EAGAIN) || code == AVERROR_EOF) {
            break;
        }
        need(code);
        packet_->stream_index = stream_->index;
        packet_->duration = 1;
        av_packet_rescale_ts(packet_.get(), encoder_->time_base, stream_->time_base);
        need(av_interleaved_write_frame(output_.get(), packet_.get()));
    }
    need(output_->pb->error);  // the muxer does not hand on every failed write
}

void Mp4Writer::finish(const Record& record) {
    PLUMBLINE_CHECK(count_ > 0, "no frames for {}", path_.string());
    encode(nullptr);
    add_container_tags(&output_->metadata,
                       record);  // stands in the index, which the trailer writes
    need(av_write_trailer(output_.get()));
    avio_flush(output_->pb);
    need(output_->pb->error);
    need(avio_closep(&output_->pb));
    file_.commit();
}

}  // namespace

std::unique_ptr<FrameSink> make_mp4_writer(const std::filesystem::path& path,
                                           const OutputOptions& options) {
    capture_ffmpeg_log();
    return std::make_unique<Mp4Writer>(path, options);
}

}  // namespace plumbline::media
