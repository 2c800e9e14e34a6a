// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavfilter/avfilter.h>
#include <libavformat/avformat.h>
#include <libswscale/swscale.h>
}

#include <filesystem>
#include <memory>
#include <string>

namespace plumbline::media {

/// Frees what FFmpeg allocated. One deleter serves every handle; the overload is chosen by the
/// type.
struct FfmpegDeleter {
    void operator()(AVCodecContext* context) const { avcodec_free_context(&context); }
    void operator()(AVFrame* frame) const { av_frame_free(&frame); }
    void operator()(AVPacket* packet) const { av_packet_free(&packet); }
    void operator()(SwsContext* context) const { sws_freeContext(context); }
    void operator()(AVFilterGraph* graph) const { avfilter_graph_free(&graph); }
};
/// Closes a demuxer together with its file.
struct InputDeleter {
    void operator()(AVFormatContext* context) const { avformat_close_input(&context); }
};
/// Frees a muxer; a file or memory buffer that is still open belongs to a run that failed and is
/// dropped.
struct OutputDeleter {
    void operator()(AVFormatContext* context) const;
};

using CodecHandle = std::unique_ptr<AVCodecContext, FfmpegDeleter>;
using FrameHandle = std::unique_ptr<AVFrame, FfmpegDeleter>;
using PacketHandle = std::unique_ptr<AVPacket, FfmpegDeleter>;
using ScalerHandle = std::unique_ptr<SwsContext, FfmpegDeleter>;
using GraphHandle = std::unique_ptr<AVFilterGraph, FfmpegDeleter>;
using InputHandle = std::unique_ptr<AVFormatContext, InputDeleter>;
using OutputHandle = std::unique_ptr<AVFormatContext, OutputDeleter>;

/// Allocations; throw std::bad_alloc.
[[nodiscard]] FrameHandle make_frame();
/// A frame with a buffer that is padded as FFmpeg's vector code expects. Throws std::bad_alloc.
[[nodiscard]] FrameHandle make_picture(int width, int height, AVPixelFormat format);
[[nodiscard]] PacketHandle make_packet();

/// FFmpeg's name of a local file: a colon in it is never taken for a protocol.
[[nodiscard]] std::string local_url(const std::filesystem::path& path);

/// Sends FFmpeg's messages to a line kept for each thread instead of stderr, and forgets this
/// thread's line. Called at the start of every operation.
void capture_ffmpeg_log();
/// What went wrong, in one line: the text of an AVERROR code and the last error that FFmpeg logged
/// on this thread.
[[nodiscard]] std::string describe_ffmpeg_error(int code);

}  // namespace plumbline::media
