// SPDX-License-Identifier: GPL-3.0-or-later
#include "media/webp_decoder.h"

#include "base/error.h"
#include "media/colour.h"
#include "media/ffmpeg_handles.h"
#include "media/webp_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <new>
#include <numeric>
#include <string>
#include <utility>

namespace plumbline::media {
namespace {

constexpr std::size_t kMostBytes = std::size_t{8} << 30;
constexpr int kMilliseconds = 1000;

/// How much of a pixel counts, 0..255. frame: YUV or RGB, with or without transparency.
int alpha_of(const AVFrame& frame, int x, int y) {
    switch (frame.format) {
        case AV_PIX_FMT_YUVA420P:
            return frame.data[3][static_cast<std::ptrdiff_t>(y) * frame.linesize[3] + x];
        case AV_PIX_FMT_ARGB:
            return frame.data[0][static_cast<std::ptrdiff_t>(y) * frame.linesize[0] + 4 * x];
        default: return 255;
    }
}

class WebpDecoder {
public:
    explicit WebpDecoder(std::filesystem::path shown) : shown_(std::move(shown)), to_rgb_(shown_) {}

    /// One picture with its transparency left out, and the decoded frame, which has it.
    std::pair<api::Image, FrameHandle> picture(std::string_view file) {
        const AVCodec* codec = avcodec_find_decoder(AV_CODEC_ID_WEBP);
        if (codec == nullptr)
            throw Error(ErrorKind::Input, "this FFmpeg cannot read WebP", "give another format");
        CodecHandle decoder(avcodec_alloc_context3(codec));
        if (!decoder) throw std::bad_alloc();
        decoder->thread_count = 1;
        const PacketHandle packet = make_packet();
        if (av_new_packet(packet.get(), static_cast<int>(file.size())) < 0) throw std::bad_alloc();
        std::memcpy(packet->data, file.data(), file.size());
        FrameHandle frame = make_frame();
        int code = avcodec_open2(decoder.get(), codec, nullptr);
        if (code >= 0) code = avcodec_send_packet(decoder.get(), packet.get());
        if (code >= 0) code = avcodec_receive_frame(decoder.get(), frame.get());
        if (code < 0) throw damaged(describe_ffmpeg_error(code));
        // The format knows BT.601 in limited range only, chroma in the middle of its pixels.
        frame->colorspace = AVCOL_SPC_SMPTE170M;
        frame->color_range = AVCOL_RANGE_MPEG;
        frame->chroma_location = AVCHROMA_LOC_CENTER;
        api::Image image = to_rgb_.convert(*frame);
        return {std::move(image), std::move(frame)};
    }

    Error damaged(const std::string& reason) const {
        return {ErrorKind::Input,
                fmt::format("cannot read {}: the WebP is damaged", shown_.string()), reason};
    }

private:
    std::filesystem::path shown_;
    FrameToRgb to_rgb_;
};

/// The canvas of an animation.
class Canvas {
public:
    Canvas(int width, int height) : image_{width, height, {}} {
        image_.pixels.resize(image_.row_bytes() * static_cast<std::size_t>(height));
    }

    void draw(const WebpFrame& place, const api::Image& image, const AVFrame& decoded) {
        for (int y = 0; y < place.height; ++y) {
            const std::uint8_t* source =
                image.pixels.data() + static_cast<std::size_t>(y) * image.row_bytes();
            std::uint8_t* target = at(place.x, place.y + y);
            for (int x = 0; x < place.width; ++x) {
                const int alpha = alpha_of(decoded, x, y);
                for (int channel = 0; channel < 3; ++channel, ++source, ++target) {
                    const int below = place.is_blended ? *target * (255 - alpha) : 0;
                    *target = static_cast<std::uint8_t>((*source * alpha + below + 127) / 255);
                }
            }
        }
    }

    void clear(const WebpFrame& place) {
        for (int y = 0; y < place.height; ++y)
            std::fill_n(at(place.x, place.y + y), 3 * static_cast<std::size_t>(place.width), 0);
    }

    [[nodiscard]] const api::Image& image() const { return image_; }
    [[nodiscard]] bool holds(const WebpFrame& place) const {
        return place.x + place.width <= image_.width && place.y + place.height <= image_.height;
    }

private:
    std::uint8_t* at(int x, int y) {
        return image_.pixels.data() + static_cast<std::size_t>(y) * image_.row_bytes() +
               3 * static_cast<std::size_t>(x);
    }
    api::Image image_;
};

api::Rational mean_rate(const std::vector<WebpFrame>& frames) {
    const std::int64_t length = std::accumulate(
        frames.begin(), frames.end(), std::int64_t{0},
        [](std::int64_t sum, const WebpFrame& one) { return sum + one.duration_ms; });
    const auto count = static_cast<std::int64_t>(frames.size()) * kMilliseconds;
    if (length <= 0) return {};
    const std::int64_t divisor = std::gcd(count, length);
    return {static_cast<int>(count / divisor), static_cast<int>(length / divisor)};
}

/// How many frames stand before `ms`.
std::int64_t index_at(std::int64_t ms, const api::Rational& fps) {
    const std::int64_t second = std::int64_t{kMilliseconds} * fps.den;
    return (2 * ms * fps.num + second) / (2 * second);
}

/// Frames until which picture `at` stays, of those that there were before equal ones were joined.
std::int64_t end_of(const WebpContent& content, std::size_t at, std::int64_t ms) {
    if (!content.fps || content.count < 1) return static_cast<std::int64_t>(at) + 1;
    if (at + 1 >= content.frames.size()) return content.count;
    return std::min<std::int64_t>(index_at(ms, *content.fps), content.count);
}

void check_length(const WebpContent& content,
                  std::size_t picture,
                  const std::filesystem::path& shown) {
    const std::size_t frames =
        std::max(content.frames.size(), static_cast<std::size_t>(std::max(content.count, 1)));
    if (picture > 0 && frames > kMostBytes / picture) {
        throw Error(ErrorKind::Input,
                    fmt::format("{} is too long to be held in memory", shown.string()),
                    "cut it first");
    }
}

void read_animation(Clip& clip,
                    const WebpContent& content,
                    WebpDecoder& decoder,
                    const std::filesystem::path& shown) {
    Canvas canvas(content.width, content.height);
    check_length(content, canvas.image().pixels.size(), shown);
    std::int64_t ms = 0;
    for (std::size_t at = 0; at < content.frames.size(); ++at) {
        const WebpFrame& frame = content.frames[at];
        const auto [image, decoded] = decoder.picture(frame.file);
        if (!canvas.holds(frame) || image.width != frame.width || image.height != frame.height)
            throw decoder.damaged("a frame is not where it should be");
        canvas.draw(frame, image, *decoded);
        ms += frame.duration_ms;
        const auto end = static_cast<std::size_t>(end_of(content, at, ms));
        while (clip.frames.size() < end) clip.frames.push_back(canvas.image());
        if (frame.is_disposed) canvas.clear(frame);
    }
}

}  // namespace

Clip decode_webp(std::string_view bytes, const std::filesystem::path& shown) {
    capture_ffmpeg_log();
    WebpDecoder decoder(shown);
    WebpContent content = scan_webp(bytes);
    if (!content.is_whole) throw decoder.damaged("the file ends early");
    Clip clip{.frames = {}, .fps = {}, .record = std::move(content.record)};
    if (content.frames.empty()) {
        const api::Image image = decoder.picture(bytes).first;
        check_length(content, image.pixels.size(), shown);
        clip.frames.assign(static_cast<std::size_t>(std::max(content.count, 1)), image);
    } else {
        read_animation(clip, content, decoder, shown);
        clip.fps = mean_rate(content.frames);
    }
    clip.fps = content.fps.value_or(clip.fps);
    return clip;
}

}  // namespace plumbline::media
