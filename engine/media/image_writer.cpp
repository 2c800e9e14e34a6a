// SPDX-License-Identifier: GPL-3.0-or-later
#include "media/image_writer.h"

#include "base/check.h"
#include "base/error.h"
#include "base/file.h"
#include "media/png_file.h"

#include <fmt/format.h>

#include <utility>

namespace plumbline::media {
namespace {

Error needs_folder(const std::filesystem::path& path) {
    std::filesystem::path folder = path;
    folder.replace_extension();
    return {ErrorKind::Usage, fmt::format("{} can hold one picture only", path.string()),
            fmt::format("write {}/ (a folder of pictures), an .mp4 or a .gif instead",
                        folder.string())};
}

class PngWriter final : public FrameSink {
public:
    PngWriter(const std::filesystem::path& path, const OutputOptions& options)
        : path_(path), file_(path, options.overwrite) {
        if (options.frames > 1) {
            throw needs_folder(path);
        }
    }

    // The picture waits for the record, which stands before the pixels.
    void write(std::shared_ptr<const api::Image> frame) override {
        if (frame_) {
            throw needs_folder(path_);
        }
        frame_ = std::move(frame);
    }

    void finish(const Record& record) override {
        PLUMBLINE_CHECK(frame_, "no picture for {}", path_.string());
        write_png(file_.temporary(), path_, *frame_, text_chunks_of(record));
        file_.commit();
    }

private:
    std::filesystem::path path_;
    base::PendingFile file_;
    std::shared_ptr<const api::Image> frame_;
};

}  // namespace

std::unique_ptr<FrameSink> make_png_writer(const std::filesystem::path& path,
                                           const OutputOptions& options) {
    return std::make_unique<PngWriter>(path, options);
}

}  // namespace plumbline::media
