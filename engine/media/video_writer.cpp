// SPDX-License-Identifier: GPL-3.0-or-later
#include "media/video_writer.h"

#include <fmt/format.h>

extern "C" {
#include <libavutil/opt.h>
}

#include "api/export.h"
#include "base/check.h"
#include "base/error.h"
#include "base/file.h"
#include "media/colour.h"
#include "media/encoder.h"
#include "media/ffmpeg_handles.h"
#include "media/metadata.h"
#include "media/output_error.h"

#include <new>
#include <optional>
#include <utility>
#include <vector>

namespace plumbline::media {
namespace {

/// On the format's scale, as text for the encoder.
std::string quality_text(const Encoding& encoding, const OutputOptions& options) {
    const api::ExportFormat* format = api::find_export_format(encoding.format);
    PLUMBLINE_CHECK(format != nullptr, "no export format {}", encoding.format);
    return fmt::format("{}", options.quality.value_or(format->usual_quality));
}

class VideoWriter final : public FrameSink {
public:
    VideoWriter(const Encoding& encoding,
                const std::filesystem::path& path,
                const OutputOptions& options);
    void write(std::shared_ptr<const api::Image> frame) override { add(*frame); }
    void write_deep(std::shared_ptr<const DeepImage> frame) override { add(*frame); }
    void finish(const Record& record) override;

private:
    void start();
    void open_encoder();
    void open_file();
    void begin_file(const Record& record);
    template <typename Picture>
    void add(const Picture& picture);
    void encode(const AVFrame* frame);
    void mux(AVPacket& packet);
    void need(int code) const {
        if (code < 0) {
            throw output_error(path_, code);
        }
    }

    const Encoding& encoding_;
    std::filesystem::path path_;
    OutputOptions options_;
    base::PendingFile file_;
    OutputHandle output_;              // after file_: closed before the temporary file is removed
    std::optional<Encoder> encoder_;   // once there is a frame
    AVStream* stream_ = nullptr;       // owned by output_
    std::optional<RgbToYuv> to_yuv_;   // nothing: the encoder takes RGB
    std::vector<PacketHandle> early_;  // wait for the record where that comes first
    std::int64_t count_ = 0;
};

VideoWriter::VideoWriter(const Encoding& encoding,
                         const std::filesystem::path& path,
                         const OutputOptions& options)
    : encoding_(encoding), path_(path), options_(options), file_(path, options.overwrite) {
    check_encoder(encoding, options.width, options.height, path);
    if (encoding.pixels != AV_PIX_FMT_BGR0) {
        to_yuv_.emplace(options.width, options.height, encoding.pixels);
    }
}

void VideoWriter::start() {
    open_encoder();
    open_file();
    if (!encoding_.record_first) {
        begin_file({});
    }
}

void VideoWriter::open_encoder() {
    const std::string quality = quality_text(encoding_, options_);
    std::vector<EncoderOption> more;
    if (*encoding_.quality != '\0') {
        more.push_back({encoding_.quality, quality.c_str()});
    }
    encoder_.emplace(encoding_,
                     EncoderSetup{.width = options_.width,
                                  .height = options_.height,
                                  .time_base = {options_.fps.den, options_.fps.num},
                                  .frame_rate = {options_.fps.num, options_.fps.den},
                                  .options = more,
                                  .global_header = true},
                     path_);
}

void VideoWriter::open_file() {
    const std::string url = local_url(file_.temporary());
    AVFormatContext* output = nullptr;
    need(avformat_alloc_output_context2(&output, nullptr, encoding_.muxer, url.c_str()));
    output_.reset(output);
    output_->flags |= AVFMT_FLAG_BITEXACT;
    stream_ = avformat_new_stream(output_.get(), nullptr);
    if (stream_ == nullptr) {
        throw std::bad_alloc();
    }
    const AVCodecContext& context = encoder_->context();
    stream_->time_base = context.time_base;
    stream_->avg_frame_rate = context.framerate;
    stream_->sample_aspect_ratio = context.sample_aspect_ratio;
    need(avcodec_parameters_from_context(stream_->codecpar, &context));
    stream_->codecpar->codec_tag = encoding_.tag;
    need(avio_open(&output_->pb, url.c_str(), AVIO_FLAG_WRITE));
    for (const EncoderOption& option : encoding_.muxing) {
        need(av_opt_set(output_->priv_data, option.key, option.value, 0));
    }
}

void VideoWriter::begin_file(const Record& record) {
    add_container_tags(&output_->metadata, record);
    need(avformat_write_header(output_.get(), nullptr));
}

template <typename Picture>
void VideoWriter::add(const Picture& picture) {
    if (!encoder_) {
        start();
    }
    FrameHandle frame;
    if (to_yuv_) {
        frame = to_yuv_->convert(picture);
    } else if constexpr (std::is_same_v<Picture, DeepImage>) {
        frame = to_bgra(plain_of(picture), encoding_.pixels);
    } else {
        frame = to_bgra(picture, encoding_.pixels);
    }
    frame->pts = count_++;
    encode(frame.get());
}

void VideoWriter::encode(const AVFrame* frame) {
    encoder_->encode(frame, [this](AVPacket& packet) {
        packet.duration = 1;
        if (!encoding_.record_first) {
            mux(packet);
            return;
        }
        early_.push_back(make_packet());
        av_packet_move_ref(early_.back().get(), &packet);
    });
}

void VideoWriter::mux(AVPacket& packet) {
    packet.stream_index = stream_->index;
    av_packet_rescale_ts(&packet, encoder_->context().time_base, stream_->time_base);
    need(av_interleaved_write_frame(output_.get(), &packet));
    need(output_->pb->error);  // the muxer does not hand on every failed write
}

void VideoWriter::finish(const Record& record) {
    PLUMBLINE_CHECK(count_ > 0, "no frames for {}", path_.string());
    encode(nullptr);
    if (encoding_.record_first) {
        begin_file(record);
        for (const PacketHandle& packet : early_) {
            mux(*packet);
        }
    } else {
        add_container_tags(&output_->metadata,
                           record);  // stands in the index, which the trailer writes
    }
    need(av_write_trailer(output_.get()));
    avio_flush(output_->pb);
    need(output_->pb->error);
    need(avio_closep(&output_->pb));
    file_.commit();
}

}  // namespace

std::unique_ptr<FrameSink> make_video_writer(const Encoding& encoding,
                                             const std::filesystem::path& path,
                                             const OutputOptions& options) {
    capture_ffmpeg_log();
    return std::make_unique<VideoWriter>(encoding, path, options);
}

}  // namespace plumbline::media
