// SPDX-License-Identifier: GPL-3.0-or-later
#include "media/exr_file.h"

#include "base/check.h"
#include "base/error.h"
#include "base/file.h"
#include "media/encoder.h"
#include "media/exr_header.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <new>
#include <span>
#include <string>
#include <vector>

namespace plumbline::media {
namespace {

constexpr std::uint64_t kMostPixels = std::uint64_t{1} << 28;
constexpr int kHalfDigits = 10;         // of a half float's fraction
constexpr int kLeastExponent = -14;     // below it they get fewer
constexpr std::array kPlanes{2, 0, 1};  // of red, green, blue in FFmpeg's planar order

/// IEC 61966-2-1, both ways, 0..1.
double linear_of(double coded) {
    return coded <= 0.04045 ? coded / 12.92 : std::pow((coded + 0.055) / 1.055, 2.4);
}
double coded_of(double linear) {
    return linear <= 0.0031308 ? linear * 12.92 : 1.055 * std::pow(linear, 1 / 2.4) - 0.055;
}

/// The nearest half float; FFmpeg's own conversion cuts digits off, which this leaves none of.
float to_half(double value) {
    if (value <= 0) return 0;
    const int exponent = std::max(std::ilogb(value), kLeastExponent);
    const double step = std::ldexp(1.0, exponent - kHalfDigits);
    return static_cast<float>(std::nearbyint(value / step) * step);
}

/// Linear light of every 16-bit value.
const std::vector<float>& light() {
    static const std::vector<float> table = [] {
        std::vector<float> values(65536);
        for (std::size_t code = 0; code < values.size(); ++code)
            values[code] = to_half(linear_of(static_cast<double>(code) / 65535.0));
        return values;
    }();
    return table;
}

FrameHandle to_light(const DeepImage& image) {
    FrameHandle frame = make_picture(image.width, image.height, AV_PIX_FMT_GBRPF32);
    const std::uint16_t* source = image.pixels.data();
    const std::vector<float>& table = light();
    for (int row = 0; row < image.height; ++row) {
        std::array<float*, 3> targets{};
        for (std::size_t channel = 0; channel < 3; ++channel) {
            const auto plane = static_cast<std::size_t>(kPlanes[channel]);
            targets[channel] = reinterpret_cast<float*>(
                frame->data[plane] + static_cast<std::ptrdiff_t>(row) * frame->linesize[plane]);
        }
        for (int column = 0; column < image.width; ++column) {
            for (std::size_t channel = 0; channel < 3; ++channel)
                targets[channel][column] = table[*source++];
        }
    }
    return frame;
}

Error damaged(const std::filesystem::path& shown, const std::string& reason) {
    return {ErrorKind::Input,
            fmt::format("cannot read {}: the OpenEXR file is damaged", shown.string()), reason};
}

/// The one picture of a file. Throws Error{Input}.
FrameHandle decode(std::string_view bytes, const std::filesystem::path& shown) {
    const AVCodec* codec = avcodec_find_decoder(AV_CODEC_ID_EXR);
    if (codec == nullptr)
        throw Error(ErrorKind::Input, "this FFmpeg cannot read OpenEXR", "give PNG pictures");
    CodecHandle decoder(avcodec_alloc_context3(codec));
    if (!decoder) throw std::bad_alloc();
    decoder->thread_count = 1;
    const PacketHandle packet = make_packet();
    if (av_new_packet(packet.get(), static_cast<int>(bytes.size())) < 0) throw std::bad_alloc();
    std::memcpy(packet->data, bytes.data(), bytes.size());
    FrameHandle frame = make_frame();
    int code = avcodec_open2(decoder.get(), codec, nullptr);
    if (code >= 0) code = avcodec_send_packet(decoder.get(), packet.get());
    if (code >= 0) code = avcodec_receive_frame(decoder.get(), frame.get());
    if (code < 0) throw damaged(shown, describe_ffmpeg_error(code));
    if (frame->decode_error_flags != 0) throw damaged(shown, "a block cannot be decoded");
    return frame;
}

std::uint8_t byte_of(float light) {
    if (!(light > 0)) return 0;  // nor is what is no number
    const double coded = coded_of(std::min(static_cast<double>(light), 1.0));
    return static_cast<std::uint8_t>(std::lround(coded * 255.0));
}

api::Image to_image(const AVFrame& frame) {
    api::Image image{frame.width, frame.height, {}};
    image.pixels.resize(image.row_bytes() * static_cast<std::size_t>(image.height));
    std::uint8_t* target = image.pixels.data();
    for (int row = 0; row < frame.height; ++row) {
        for (int column = 0; column < frame.width; ++column) {
            for (const int plane : kPlanes) {
                const auto* values = reinterpret_cast<const float*>(
                    frame.data[plane] + static_cast<std::ptrdiff_t>(row) * frame.linesize[plane]);
                *target++ = byte_of(values[column]);
            }
        }
    }
    return image;
}

}  // namespace

void write_exr(const std::filesystem::path& path,
               const std::filesystem::path& shown,
               const DeepImage& image,
               api::Rational fps,
               const Record& record) {
    capture_ffmpeg_log();
    const Encoding* encoding = find_encoding("exr");
    PLUMBLINE_CHECK(encoding != nullptr, "no encoding of OpenEXR");
    Encoder encoder(*encoding,
                    {.width = image.width, .height = image.height, .time_base = {fps.den, fps.num}},
                    shown);
    std::string made;
    const auto take = [&made](AVPacket& packet) {
        made.append(reinterpret_cast<const char*>(packet.data),
                    static_cast<std::size_t>(packet.size));
    };
    const FrameHandle frame = to_light(image);
    frame->pts = 0;
    encoder.encode(frame.get(), take);
    encoder.encode(nullptr, take);
    base::write_file(path, with_exr_attributes(made, fps, record), false);
}

bool is_exr(std::string_view bytes) {
    return bytes.starts_with("\x76\x2f\x31\x01");
}

ExrContent read_exr(std::string_view bytes, const std::filesystem::path& shown) {
    capture_ffmpeg_log();
    if (!is_whole_exr(bytes)) throw damaged(shown, "the file ends early");
    const FrameHandle frame = decode(bytes, shown);
    if (frame->format != AV_PIX_FMT_GBRPF32 && frame->format != AV_PIX_FMT_GBRAPF32) {
        throw Error(ErrorKind::Input,
                    fmt::format("{} is no picture of red, green and blue floats", shown.string()),
                    "convert it to RGB half or float first");
    }
    const auto pixels =
        static_cast<std::uint64_t>(frame->width) * static_cast<std::uint64_t>(frame->height);
    if (pixels > kMostPixels) {
        throw Error(ErrorKind::Input,
                    fmt::format("{} is {}x{} pixels", shown.string(), frame->width, frame->height),
                    "scale it down first");
    }
    ExrAttributes attributes = scan_exr(bytes);
    return {
        .image = to_image(*frame), .fps = attributes.fps, .record = std::move(attributes.record)};
}

}  // namespace plumbline::media
