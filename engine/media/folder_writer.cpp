// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/check.h"
#include "base/file.h"
#include "media/exr_file.h"
#include "media/image_writer.h"
#include "media/pending_folder.h"
#include "media/png_file.h"

#include <fmt/format.h>

#include <string>
#include <type_traits>
#include <utility>

namespace plumbline::media {
namespace {

namespace fs = std::filesystem;

/// What a picture of a folder may hold beside its pixels.
struct PictureTexts {
    Record record;
    api::Rational fps;
    bool is_first = false;  // only this one holds the texts
};

std::vector<TextChunk> chunks_of(const PictureTexts& texts) {
    if (!texts.is_first) return {};
    std::vector<TextChunk> chunks = text_chunks_of(texts.record);
    chunks.push_back({kFrameRateKey, fmt::format("{}/{}", texts.fps.num, texts.fps.den)});
    return chunks;
}

/// Image: api::Image (8 bits) or DeepImage (16).
template <typename Image>
struct Png {
    using Picture = Image;
    static constexpr const char* kEnding = ".png";
    static void write(const fs::path& path,
                      const fs::path& shown,
                      const Picture& picture,
                      const PictureTexts& texts) {
        write_png(path, shown, picture, chunks_of(texts));
    }
};

struct Exr {
    using Picture = DeepImage;
    static constexpr const char* kEnding = ".exr";
    static void write(const fs::path& path,
                      const fs::path& shown,
                      const Picture& picture,
                      const PictureTexts& texts) {
        write_exr(path, shown, picture, texts.fps, texts.is_first ? texts.record : Record{});
    }
};

template <typename Kind>
class FolderWriter final : public FrameSink {
public:
    using Picture = typename Kind::Picture;

    FolderWriter(const fs::path& path, const OutputOptions& options)
        : path_(path), fps_(options.fps), folder_(path, options.overwrite) {}

    void write(std::shared_ptr<const api::Image> frame) override {
        if constexpr (std::is_same_v<Picture, api::Image>) {
            add(std::move(frame));
        } else {
            add(std::make_shared<const DeepImage>(deep_of(*frame)));
        }
    }

    void write_deep(std::shared_ptr<const DeepImage> frame) override {
        if constexpr (std::is_same_v<Picture, DeepImage>) {
            add(std::move(frame));
        } else {
            add(std::make_shared<const api::Image>(plain_of(*frame)));
        }
    }

    void finish(const Record& record) override {
        PLUMBLINE_CHECK(first_, "no frames for {}", path_.string());
        write_frame(*first_, 1, {.record = record, .fps = fps_, .is_first = true});
        if (!record.json.empty()) {
            base::write_file(folder_.temporary() / kSidecar, record.json, false);
        }
        folder_.commit();
    }

private:
    // The first picture waits for the record, which stands before its pixels.
    void add(std::shared_ptr<const Picture> frame) {
        ++count_;
        if (count_ == 1) {
            first_ = std::move(frame);
            return;
        }
        write_frame(*frame, count_, {.record = {}, .fps = fps_});
    }

    void write_frame(const Picture& frame, int number, const PictureTexts& texts) {
        Kind::write(folder_.temporary() / fmt::format("frame_{:05}{}", number, Kind::kEnding),
                    path_, frame, texts);
    }

    fs::path path_;
    api::Rational fps_;
    PendingFolder folder_;
    std::shared_ptr<const Picture> first_;
    int count_ = 0;
};

}  // namespace

std::unique_ptr<FrameSink> make_folder_writer(const fs::path& folder,
                                              std::string_view format,
                                              const OutputOptions& options) {
    if (format == "png16") return std::make_unique<FolderWriter<Png<DeepImage>>>(folder, options);
    if (format == "exr") return std::make_unique<FolderWriter<Exr>>(folder, options);
    PLUMBLINE_CHECK(format == "png", "no folder is written as {}", format);
    return std::make_unique<FolderWriter<Png<api::Image>>>(folder, options);
}

}  // namespace plumbline::media
