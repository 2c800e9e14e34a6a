// SPDX-License-Identifier: GPL-3.0-or-later
#include "media/ffmpeg_handles.h"

#include <fmt/format.h>

#include <array>
#include <cstdarg>
#include <new>
#include <string_view>

namespace plumbline::media {
namespace {

constexpr std::size_t kLongestLine = 512;

/// FFmpeg's callback takes no argument of ours, so the line has to be static. One a thread: two
/// exports at once never mix their messages, and no lock is held inside FFmpeg.
struct LogLine {
    std::array<char, kLongestLine> text{};
    int print_prefix = 1;
};
thread_local LogLine last_error;

void keep_errors(void* source, int level, const char* format, va_list arguments) {
    if (level > AV_LOG_ERROR) {
        return;
    }
    av_log_format_line2(source, level, format, arguments, last_error.text.data(), kLongestLine,
                        &last_error.print_prefix);
}

std::string one_line(std::string_view text) {
    std::string line;
    for (const char letter : text) {
        line += letter == '\n' || letter == '\r' ? ' ' : letter;
    }
    while (!line.empty() && line.back() == ' ') {
        line.pop_back();
    }
    return line;
}

}  // namespace

void OutputDeleter::operator()(AVFormatContext* context) const {
    if (context->pb != nullptr && (context->flags & AVFMT_FLAG_CUSTOM_IO) != 0) {
        std::uint8_t* bytes = nullptr;
        avio_close_dyn_buf(context->pb, &bytes);
        av_free(bytes);
    } else {
        avio_closep(&context->pb);
    }
    avformat_free_context(context);
}

FrameHandle make_frame() {
    FrameHandle frame(av_frame_alloc());
    if (!frame) {
        throw std::bad_alloc();
    }
    return frame;
}

FrameHandle make_picture(int width, int height, AVPixelFormat format) {
    FrameHandle frame = make_frame();
    frame->width = width;
    frame->height = height;
    frame->format = format;
    if (av_frame_get_buffer(frame.get(), 0) < 0) {
        throw std::bad_alloc();
    }
    return frame;
}

PacketHandle make_packet() {
    PacketHandle packet(av_packet_alloc());
    if (!packet) {
        throw std::bad_alloc();
    }
    return packet;
}

std::string local_url(const std::filesystem::path& path) {
    return "file:" + path.string();
}

void capture_ffmpeg_log() {
    av_log_set_callback(&keep_errors);
    last_error = LogLine{};
}

std::string describe_ffmpeg_error(int code) {
    std::array<char, AV_ERROR_MAX_STRING_SIZE> text{};
    av_strerror(code, text.data(), text.size());
    const std::string detail = one_line(last_error.text.data());
    const std::string reason = one_line(text.data());
    return detail.empty() ? reason : fmt::format("{}, {}", reason, detail);
}

}  // namespace plumbline::media
