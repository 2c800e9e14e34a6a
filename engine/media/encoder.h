// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/image.h"
#include "media/encoder_table.h"

#include <filesystem>
#include <functional>
#include <span>

namespace plumbline::media {

/// What an encoder is opened with, beside what the table says.
struct EncoderSetup {
    int width = 0, height = 0;
    AVRational time_base{};                       // of the frames' times
    AVRational frame_rate{};                      // 0/0: not constant
    std::span<const EncoderOption> options = {};  // after the table's
    bool global_header = false;
};

/// Throws Error{Failed} when this FFmpeg lacks the encoder, Error{Usage} for a picture smaller than
/// it takes. shown: the output, for messages.
void check_encoder(const Encoding& encoding,
                   int width,
                   int height,
                   const std::filesystem::path& shown);

/// One of FFmpeg's encoders, opened as the table says, deterministic and tagged: BT.709, limited
/// range and chroma sited left for YUV; sRGB for RGB.
class Encoder {
public:
    /// shown: the output, for messages. Throws as check_encoder() does. To be opened only when
    /// there is a frame to encode: SVT-AV1 cannot be closed without one.
    Encoder(const Encoding& encoding, const EncoderSetup& setup, std::filesystem::path shown);

    ~Encoder();
    Encoder(const Encoder&) = delete;
    Encoder& operator=(const Encoder&) = delete;

    /// Hands on every packet that is ready. frame null: the end. Throws Error{Failed}.
    void encode(const AVFrame* frame, const std::function<void(AVPacket&)>& take);
    [[nodiscard]] const AVCodecContext& context() const { return *context_; }

private:
    void open(const AVCodec* codec, const Encoding& encoding, const EncoderSetup& setup);
    void need(int code) const;

    std::filesystem::path shown_;
    CodecHandle context_;
    bool must_end_;
    PacketHandle packet_ = make_packet();
};

}  // namespace plumbline::media
