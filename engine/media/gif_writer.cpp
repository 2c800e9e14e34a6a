// SPDX-License-Identifier: GPL-3.0-or-later
#include "media/gif_writer.h"

#include <fmt/format.h>

extern "C" {
#include <libavfilter/buffersink.h>
#include <libavfilter/buffersrc.h>
#include <libavutil/opt.h>
}

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
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace plumbline::media {
namespace {

constexpr int kTicks = 100;       // GIF counts centiseconds
constexpr int kFastestRate = 50;  // players slow a delay below 2 ticks down to 10
constexpr int kPaletteSide = 16;
constexpr AVPixelFormat kFormat =
    AV_PIX_FMT_BGRA;  // what both palette filters take on little-endian machines

/// When frame `index` is shown, in centiseconds.
std::int64_t tick_of(std::int64_t index, const api::Rational& fps) {
    return (2 * index * kTicks * fps.den + fps.num) / (2 * static_cast<std::int64_t>(fps.num));
}

FrameHandle frame_at(const api::Image& image, std::int64_t tick) {
    FrameHandle frame = to_bgra(image, kFormat);
    frame->pts = tick;
    return frame;
}

/// A filter graph with named sources and one sink, fed and drained by hand.
class Graph {
public:
    Graph(const std::filesystem::path& path, const std::string& description)
        : path_(path), graph_(avfilter_graph_alloc()) {
        if (!graph_) {
            throw std::bad_alloc();
        }
        graph_->nb_threads = 1;  // the filters are serial; a pool would only idle
        AVFilterInOut* inputs = nullptr;
        AVFilterInOut* outputs = nullptr;
        const int code =
            avfilter_graph_parse2(graph_.get(), description.c_str(), &inputs, &outputs);
        avfilter_inout_free(&inputs);
        avfilter_inout_free(&outputs);
        need(code);
        need(avfilter_graph_config(graph_.get(), nullptr));
    }
    /// frame null: this source has ended.
    void feed(const char* source, AVFrame* frame) {
        need(av_buffersrc_add_frame(filter(source), frame));
    }
    /// False when nothing is ready.
    [[nodiscard]] bool take(AVFrame* frame) {
        const int code = av_buffersink_get_frame(filter("buffersink@sink"), frame);
        if (code == AVERROR(EAGAIN) || code == AVERROR_EOF) {
            return false;
        }
        need(code);
        return true;
    }

private:
    void need(int code) const {
        if (code < 0) {
            throw output_error(path_, code);
        }
    }
    AVFilterContext* filter(const char* name) const {
        AVFilterContext* found = avfilter_graph_get_filter(graph_.get(), name);
        PLUMBLINE_CHECK(found != nullptr, "no filter {} in the graph", name);
        return found;
    }
    std::filesystem::path path_;
    GraphHandle graph_;
};

std::string source_text(const char* name, int width, int height) {
    return fmt::format("buffer@{}=video_size={}x{}:pix_fmt={}:time_base=1/{}:pixel_aspect=1/1",
                       name, width, height, static_cast<int>(kFormat), kTicks);
}

class GifWriter final : public FrameSink {
public:
    GifWriter(const std::filesystem::path& path, const OutputOptions& options);
    void write(std::shared_ptr<const api::Image> frame) override;
    void finish(const Record& record) override;

private:
    [[nodiscard]] FrameHandle palette();
    void open_output();
    void encode(const AVFrame* frame);
    void drain(Graph& graph);
    [[nodiscard]] std::string close_output();
    void need(int code) const {
        if (code < 0) {
            throw output_error(path_, code);
        }
    }

    std::filesystem::path path_;
    OutputOptions options_;
    base::PendingFile file_;
    Graph statistics_;
    std::vector<std::shared_ptr<const api::Image>> frames_;
    OutputHandle output_;
    std::optional<Encoder> encoder_;
};

const OutputOptions& checked(const std::filesystem::path& path, const OutputOptions& options) {
    if (options.fps.num > static_cast<std::int64_t>(kFastestRate) * options.fps.den) {
        throw Error(ErrorKind::Usage,
                    fmt::format("{}: a GIF cannot play {}/{} frames a second", path.string(),
                                options.fps.num, options.fps.den),
                    fmt::format("choose at most {}, or write an .mp4", kFastestRate));
    }
    return options;
}

GifWriter::GifWriter(const std::filesystem::path& path, const OutputOptions& options)
    : path_(path),
      options_(checked(path, options)),
      file_(path, options.overwrite),
      statistics_(path,
                  source_text("frames", options.width, options.height) +
                      ",palettegen=stats_mode=full,buffersink@sink") {}

void GifWriter::write(std::shared_ptr<const api::Image> frame) {
    const FrameHandle bgra =
        frame_at(*frame, tick_of(static_cast<std::int64_t>(frames_.size()), options_.fps));
    frames_.push_back(std::move(frame));
    statistics_.feed("buffer@frames", bgra.get());
    FrameHandle nothing = make_frame();
    PLUMBLINE_CHECK(!statistics_.take(nothing.get()), "the palette came before the last frame");
}

FrameHandle GifWriter::palette() {
    statistics_.feed("buffer@frames", nullptr);
    FrameHandle result = make_frame();
    PLUMBLINE_CHECK(statistics_.take(result.get()), "no palette was made");
    result->pts = 0;
    return result;
}

/// Into memory: the comments are put in before the file is written.
void GifWriter::open_output() {
    AVFormatContext* output = nullptr;
    need(avformat_alloc_output_context2(&output, nullptr, "gif", nullptr));
    output_.reset(output);
    output_->flags |= AVFMT_FLAG_BITEXACT | AVFMT_FLAG_CUSTOM_IO;
    AVStream* stream = avformat_new_stream(output_.get(), nullptr);
    if (stream == nullptr) {
        throw std::bad_alloc();
    }
    stream->time_base = encoder_->context().time_base;
    need(avcodec_parameters_from_context(stream->codecpar, &encoder_->context()));
    need(avio_open_dyn_buf(&output_->pb));
    const auto count = static_cast<std::int64_t>(frames_.size());
    need(av_opt_set_int(output_->priv_data, "loop", 0, 0));
    need(av_opt_set_int(output_->priv_data, "final_delay",
                        tick_of(count, options_.fps) - tick_of(count - 1, options_.fps), 0));
    need(avformat_write_header(output_.get(), nullptr));
}

void GifWriter::encode(const AVFrame* frame) {
    encoder_->encode(frame, [this](AVPacket& packet) {
        packet.stream_index = 0;
        need(av_interleaved_write_frame(output_.get(), &packet));
    });
}

void GifWriter::drain(Graph& graph) {
    FrameHandle frame = make_frame();
    while (graph.take(frame.get())) {
        encode(frame.get());
        av_frame_unref(frame.get());
    }
}

std::string GifWriter::close_output() {
    need(av_write_trailer(output_.get()));
    std::uint8_t* bytes = nullptr;
    const int size = avio_close_dyn_buf(std::exchange(output_->pb, nullptr), &bytes);
    const std::unique_ptr<std::uint8_t, void (*)(void*)> owner(bytes, &av_free);
    need(size);
    return {reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size)};
}

void GifWriter::finish(const Record& record) {
    PLUMBLINE_CHECK(!frames_.empty(), "no frames for {}", path_.string());
    encoder_.emplace(
        *find_encoding("gif"),
        EncoderSetup{.width = options_.width, .height = options_.height, .time_base = {1, kTicks}},
        path_);
    open_output();
    Graph graph(
        path_,
        fmt::format(
            "{}[frames];{}[palette];[frames][palette]paletteuse=dither=sierra2_4a,buffersink@sink",
            source_text("frames", options_.width, options_.height),
            source_text("palette", kPaletteSide, kPaletteSide)));
    graph.feed("buffer@palette", palette().get());
    graph.feed("buffer@palette", nullptr);
    for (std::size_t index = 0; index < frames_.size(); ++index) {
        const FrameHandle bgra =
            frame_at(*frames_[index], tick_of(static_cast<std::int64_t>(index), options_.fps));
        graph.feed("buffer@frames", bgra.get());
        drain(graph);
    }
    graph.feed("buffer@frames", nullptr);
    drain(graph);
    encode(nullptr);
    const std::string gif = with_gif_comments(close_output(), record);
    file_.append(std::as_bytes(std::span(gif)));
    file_.commit();
}

}  // namespace

std::unique_ptr<FrameSink> make_gif_writer(const std::filesystem::path& path,
                                           const OutputOptions& options) {
    capture_ffmpeg_log();
    return std::make_unique<GifWriter>(path, options);
}

}  // namespace plumbline::media
