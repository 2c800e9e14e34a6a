// SPDX-License-Identifier: GPL-3.0-or-later
#include "media/frame_sink.h"

#include "api/export.h"
#include "base/check.h"
#include "base/error.h"
#include "media/encoder_table.h"
#include "media/gif_writer.h"
#include "media/image_writer.h"
#include "media/video_writer.h"
#include "media/webp_writer.h"

#include <fmt/format.h>

#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <string_view>
#include <thread>
#include <utility>
#include <variant>

namespace plumbline::media {
namespace {

constexpr std::size_t kMostWaiting = 8;

/// Hands frames to another sink on a thread of its own.
class QueuedSink final : public FrameSink {
public:
    QueuedSink(std::unique_ptr<FrameSink> target, int width, int height)
        : width_(width),
          height_(height),
          target_(std::move(target)),
          thread_([this](const std::stop_token& stop) { run(stop); }) {}

    void write(std::shared_ptr<const api::Image> frame) override { queue(std::move(frame)); }
    void write_deep(std::shared_ptr<const DeepImage> frame) override { queue(std::move(frame)); }

    void finish(const Record& record) override {
        {
            const std::lock_guard lock(mutex_);
            PLUMBLINE_CHECK(!is_ended_, "finish() twice");
            record_ = record;
            is_ended_ = true;
        }
        filled_.notify_one();
        thread_.join();
        if (failure_) {
            std::rethrow_exception(failure_);
        }
    }

private:
    /// A picture of either depth; neither: the frames have ended or the sink is being dropped.
    using Picture = std::variant<std::monostate,
                                 std::shared_ptr<const api::Image>,
                                 std::shared_ptr<const DeepImage>>;

    template <typename Image>
    void queue(std::shared_ptr<const Image> frame) {
        const std::size_t values =
            static_cast<std::size_t>(width_) * static_cast<std::size_t>(height_) * 3;
        PLUMBLINE_CHECK(frame && frame->width == width_ && frame->height == height_ &&
                            frame->pixels.size() == values,
                        "a frame is not {}x{}", width_, height_);
        {
            std::unique_lock lock(mutex_);
            PLUMBLINE_CHECK(!is_ended_, "a frame after finish()");
            space_.wait(lock, [this] { return failure_ || waiting_.size() < kMostWaiting; });
            if (failure_) {
                std::rethrow_exception(failure_);
            }
            waiting_.push_back(std::move(frame));
        }
        filled_.notify_one();
    }

    /// False when there was no picture to write.
    bool write_next(const std::stop_token& stop) {
        const Picture picture = next(stop);
        if (const auto* plain = std::get_if<std::shared_ptr<const api::Image>>(&picture))
            target_->write(*plain);
        else if (const auto* deep = std::get_if<std::shared_ptr<const DeepImage>>(&picture))
            target_->write_deep(*deep);
        return picture.index() != 0;
    }

    /// Everything thrown here belongs to the caller, who gets it from the next write() or finish().
    /// The target goes at once, so that a full disk is not held full.
    void run(const std::stop_token& stop) {
        try {
            while (write_next(stop)) {
            }
            if (!stop.stop_requested()) {
                target_->finish(record_);
            }
            target_.reset();
        } catch (...) {
            target_.reset();
            const std::lock_guard lock(mutex_);
            failure_ = std::current_exception();
        }
        space_.notify_all();
    }

    Picture next(const std::stop_token& stop) {
        Picture frame;
        {
            std::unique_lock lock(mutex_);
            filled_.wait(lock, stop, [this] { return is_ended_ || !waiting_.empty(); });
            if (stop.stop_requested() || waiting_.empty()) {
                return {};
            }
            frame = std::move(waiting_.front());
            waiting_.pop_front();
        }
        space_.notify_one();
        return frame;
    }

    const int width_, height_;
    std::unique_ptr<FrameSink> target_;  // the thread's own once it runs
    std::mutex mutex_;                   // guards waiting_, is_ended_, record_ and failure_
    std::deque<Picture> waiting_;
    bool is_ended_ = false;
    Record record_;
    std::exception_ptr failure_;
    std::condition_variable space_;
    std::condition_variable_any filled_;
    std::jthread thread_;  // last: stopped and joined before the rest goes
};

std::filesystem::path folder_of(const std::string& path) {
    const std::filesystem::path folder =
        std::filesystem::path(path).lexically_normal().parent_path();
    const std::string name = folder.filename().string();
    if (name.empty() || name == "." || name == "..") {
        throw Error(ErrorKind::Usage, fmt::format("{} names no new folder", path),
                    "give a name, such as clip/");
    }
    return folder;
}

void check_sizes(const std::string& path,
                 const api::ExportFormat& format,
                 const OutputOptions& options) {
    if (options.width <= 0 || options.height <= 0) {
        throw Error(ErrorKind::Usage,
                    fmt::format("{}: no picture is {}x{}", path, options.width, options.height),
                    "give a size above zero");
    }
    if (format.needs_even_sides && (options.width % 2 != 0 || options.height % 2 != 0)) {
        throw Error(ErrorKind::Usage,
                    fmt::format("{}: {}x{} has an odd side", path, options.width, options.height),
                    fmt::format("{} needs even sizes; change the size or write a .gif or a folder "
                                "of pictures",
                                format.title));
    }
    if (options.fps.num <= 0 || options.fps.den <= 0) {
        throw Error(
            ErrorKind::Usage,
            fmt::format("{}: {}/{} is no frame rate", path, options.fps.num, options.fps.den),
            "give a rate above zero");
    }
}

std::unique_ptr<FrameSink> open_target(const std::string& path,
                                       const api::ExportFormat& format,
                                       const OutputOptions& options) {
    const std::string_view id = format.id;
    if (path.ends_with('/')) return make_folder_writer(folder_of(path), id, options);
    if (std::filesystem::is_directory(path)) {
        throw Error(ErrorKind::Usage, fmt::format("{} is a folder", path), "choose another name");
    }
    if (id == "gif") return make_gif_writer(path, options);
    if (id == "webp") return make_webp_writer(path, options);
    if (id == "picture") return make_png_writer(path, options);
    const Encoding* encoding = find_encoding(id);
    PLUMBLINE_CHECK(encoding != nullptr, "nothing writes the format {}", id);
    return make_video_writer(*encoding, path, options);
}

}  // namespace

void FrameSink::write_deep(std::shared_ptr<const DeepImage> frame) {
    write(std::make_shared<const api::Image>(plain_of(*frame)));
}

bool holds_deep(std::string_view format) {
    return format == "png16" || format == "exr" || format == "prores" || format == "av1";
}

std::unique_ptr<FrameSink> open_output(const std::string& path, const OutputOptions& options) {
    const api::ExportFormat& format = api::export_format_for(path, options.codec);
    api::check_export_quality(format, options.quality);
    check_sizes(path, format, options);
    return std::make_unique<QueuedSink>(open_target(path, format, options), options.width,
                                        options.height);
}

}  // namespace plumbline::media
