// SPDX-License-Identifier: GPL-3.0-or-later
#include "media/video_decoder.h"

#include "base/error.h"
#include "media/colour.h"
#include "media/ffmpeg_handles.h"
#include "media/metadata.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <new>
#include <string_view>
#include <utility>

namespace plumbline::media {
namespace {

/// Containers of pictures. FFmpeg would also "play" text files as terminal output, and follow
/// playlists elsewhere.
constexpr const char* kFormats =
    "mov,matroska,webm,gif,avi,mpegts,mpeg,flv,ivf,ogg,nut,asf,mxf,yuv4mpegpipe,apng,jpeg_pipe,png_"
    "pipe,webp_pipe,"
    "bmp_pipe,tiff_pipe";
constexpr std::size_t kMostBytes = std::size_t{8} << 30;
constexpr int kGifTicks = 100;

/// Rates that a GIF's rounded delays are matched against, commonest first.
constexpr std::array kGifRates = {16, 24, 25, 30, 8, 10, 12, 15, 20, 50, 48, 40, 32, 5, 6, 4, 2, 1};

class Decoder {
public:
    explicit Decoder(const std::filesystem::path& path) : path_(path), to_rgb_(path) {
        open_input();
        open_decoder();
    }

    [[nodiscard]] Clip read() {
        const PacketHandle packet = make_packet();
        int code = 0;
        while ((code = av_read_frame(input_.get(), packet.get())) >= 0) {
            if (packet->stream_index == stream_->index) {
                if ((packet->flags & AV_PKT_FLAG_CORRUPT) != 0) {
                    throw damaged("the file ends early");
                }
                decode(packet.get());
            }
            av_packet_unref(packet.get());
        }
        need(code == AVERROR_EOF ? input_->pb->error : code);
        decode(nullptr);
        if (clip_.frames.empty()) {
            throw damaged("it holds no frames");
        }
        clip_.fps = rate();
        clip_.record = record_of_tags(input_->metadata);
        return std::move(clip_);
    }

private:
    void open_input();
    void open_decoder();
    void decode(const AVPacket* packet);
    void keep(const AVFrame& frame);
    [[nodiscard]] api::Rational rate() const;
    [[nodiscard]] bool matches(int rate) const;

    [[nodiscard]] Error damaged(std::string_view reason) const {
        return {ErrorKind::Input, fmt::format("cannot read {}: it is damaged", path_.string()),
                std::string(reason)};
    }
    void need(int code) const {
        if (code < 0) {
            throw damaged(describe_ffmpeg_error(code));
        }
    }

    std::filesystem::path path_;
    InputHandle input_;
    CodecHandle decoder_;
    AVStream* stream_ = nullptr;  // owned by input_
    FrameHandle frame_ = make_frame();
    FrameToRgb to_rgb_;
    Clip clip_;
    std::vector<std::int64_t> times_;  // of each frame, in the stream's time base
};

void Decoder::open_input() {
    AVDictionary* options = nullptr;
    av_dict_set(&options, "format_whitelist", kFormats, 0);
    av_dict_set(&options, "protocol_whitelist", "file", 0);
    AVFormatContext* input = nullptr;
    int code = avformat_open_input(&input, local_url(path_).c_str(), nullptr, &options);
    av_dict_free(&options);
    input_.reset(input);
    const AVCodec* codec = nullptr;
    if (code >= 0) {
        code = avformat_find_stream_info(input_.get(), nullptr);
    }
    if (code >= 0) {
        code = av_find_best_stream(input_.get(), AVMEDIA_TYPE_VIDEO, -1, -1, &codec, 0);
    }
    if (code >= 0) {
        stream_ = input_->streams[code];
    }
    if (code < 0 || (stream_->disposition & AV_DISPOSITION_ATTACHED_PIC) != 0) {
        const std::string detail =
            code < 0 ? describe_ffmpeg_error(code) : "sound with a cover picture";
        throw Error(ErrorKind::Input,
                    fmt::format("cannot read {} as a video or picture", path_.string()),
                    fmt::format("give an MP4, GIF, PNG or a folder of PNGs ({})", detail));
    }
    decoder_.reset(avcodec_alloc_context3(codec));
    if (!decoder_) {
        throw std::bad_alloc();
    }
}

void Decoder::open_decoder() {
    need(avcodec_parameters_to_context(decoder_.get(), stream_->codecpar));
    decoder_->pkt_timebase = stream_->time_base;
    decoder_->thread_count = 0;  // as many as there are cores; the pictures do not depend on it
    need(avcodec_open2(decoder_.get(), nullptr, nullptr));
}

void Decoder::decode(const AVPacket* packet) {
    need(avcodec_send_packet(decoder_.get(), packet));
    while (true) {
        const int code = avcodec_receive_frame(decoder_.get(), frame_.get());
        if (code == AVERROR(EAGAIN) || code == AVERROR_EOF) {
            return;
        }
        need(code);
        keep(*frame_);
        av_frame_unref(frame_.get());
    }
}

void Decoder::keep(const AVFrame& frame) {
    if ((frame.flags & AV_FRAME_FLAG_CORRUPT) != 0 || frame.decode_error_flags != 0) {
        throw damaged(fmt::format("frame {} cannot be decoded", clip_.frames.size() + 1));
    }
    api::Image image = to_rgb_.convert(frame);
    if (!clip_.frames.empty() &&
        (image.width != clip_.frames[0].width || image.height != clip_.frames[0].height)) {
        throw Error(ErrorKind::Input, fmt::format("{} changes its size on the way", path_.string()),
                    "convert it to one size first");
    }
    if ((clip_.frames.size() + 1) * image.pixels.size() > kMostBytes) {
        throw Error(ErrorKind::Input,
                    fmt::format("{} is too long to be held in memory", path_.string()),
                    "cut it first");
    }
    clip_.frames.push_back(std::move(image));
    times_.push_back(frame.best_effort_timestamp);
}

bool Decoder::matches(int rate) const {
    for (std::size_t index = 0; index < times_.size(); ++index) {
        const auto expected =
            (2 * static_cast<std::int64_t>(index) * kGifTicks + rate) / (2 * rate);
        if (times_[index] - times_[0] != expected) {
            return false;
        }
    }
    return true;
}

api::Rational Decoder::rate() const {
    if (std::string_view(input_->iformat->name) == "gif" && times_.size() > 1) {
        // Whole centiseconds blur the rate; a usual one that gives exactly these delays is the one
        // that was meant.
        const auto* const found = std::find_if(kGifRates.begin(), kGifRates.end(),
                                               [this](int rate) { return matches(rate); });
        if (found != kGifRates.end()) {
            return {*found, 1};
        }
    }
    const AVRational guess = av_guess_frame_rate(input_.get(), stream_, nullptr);
    return guess.num > 0 && guess.den > 0 ? api::Rational{guess.num, guess.den} : api::Rational{};
}

}  // namespace

Clip decode_video(const std::filesystem::path& path) {
    capture_ffmpeg_log();
    return Decoder(path).read();
}

}  // namespace plumbline::media
