// SPDX-License-Identifier: GPL-3.0-or-later
#include "media/webp_writer.h"

#include "api/export.h"
#include "base/check.h"
#include "base/error.h"
#include "base/file.h"
#include "media/colour.h"
#include "media/encoder.h"
#include "media/webp_file.h"

#include <fmt/format.h>

#include <array>
#include <span>
#include <string>

namespace plumbline::media {
namespace {

constexpr const char* kFormat = "webp";
constexpr int kLargestSide = 16383;    // of the format
constexpr const char* kEffort = "75";  // what "quality" means without loss

const Encoding& encoding() {
    const Encoding* found = find_encoding(kFormat);
    PLUMBLINE_CHECK(found != nullptr, "no encoding of WebP");
    return *found;
}

Encoder open_encoder(const std::filesystem::path& path, const OutputOptions& options) {
    if (options.width > kLargestSide || options.height > kLargestSide) {
        throw Error(
            ErrorKind::Usage,
            fmt::format("{}: a WebP cannot be {}x{}", path.string(), options.width, options.height),
            fmt::format("its sides end at {}; choose another format", kLargestSide));
    }
    const api::ExportFormat* format = api::find_export_format(kFormat);
    PLUMBLINE_CHECK(format != nullptr, "no export format WebP");
    const int quality = options.quality.value_or(format->usual_quality);
    const bool is_lossless = quality == format->best_quality;
    const std::string text = is_lossless ? kEffort : std::to_string(quality);
    const std::array chosen{EncoderOption{"lossless", is_lossless ? "1" : "0"},
                            EncoderOption{"quality", text.c_str()}};
    return {encoding(),
            {.width = options.width,
             .height = options.height,
             .time_base = {options.fps.den, options.fps.num},
             .frame_rate = {options.fps.num, options.fps.den},
             .options = chosen},
            path};
}

class WebpWriter final : public FrameSink {
public:
    WebpWriter(const std::filesystem::path& path, const OutputOptions& options)
        : path_(path),
          options_(options),
          file_(path, options.overwrite),
          encoder_(open_encoder(path, options)) {}

    void write(std::shared_ptr<const api::Image> frame) override {
        const FrameHandle bgra = to_bgra(*frame, encoding().pixels);
        bgra->pts = count_++;
        encode(bgra.get());
    }

    void finish(const Record& record) override {
        PLUMBLINE_CHECK(count_ > 0, "no frames for {}", path_.string());
        encode(nullptr);
        const std::string webp = with_webp_record(made_, record,
                                                  {.width = options_.width,
                                                   .height = options_.height,
                                                   .fps = options_.fps,
                                                   .frames = static_cast<int>(count_)});
        file_.append(std::as_bytes(std::span(webp)));
        file_.commit();
    }

private:
    /// The encoder hands out the whole file when it has seen the last frame.
    void encode(const AVFrame* frame) {
        encoder_.encode(frame, [this](AVPacket& packet) {
            made_.append(reinterpret_cast<const char*>(packet.data),
                         static_cast<std::size_t>(packet.size));
        });
    }

    std::filesystem::path path_;
    OutputOptions options_;
    base::PendingFile file_;
    Encoder encoder_;
    std::string made_;
    std::int64_t count_ = 0;
};

}  // namespace

std::unique_ptr<FrameSink> make_webp_writer(const std::filesystem::path& path,
                                            const OutputOptions& options) {
    capture_ffmpeg_log();
    return std::make_unique<WebpWriter>(path, options);
}

}  // namespace plumbline::media
