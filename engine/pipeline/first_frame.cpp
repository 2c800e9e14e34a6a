// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/first_frame.h"

#include "base/error.h"
#include "base/file.h"
#include "base/sha256.h"
#include "media/video_reader.h"

#include <fmt/format.h>

#include <cstdint>
#include <filesystem>
#include <system_error>

namespace plumbline::pipeline {

namespace {

// Far beyond what a camera gives; a copy in floats of it would fill the memory.
constexpr std::int64_t kMostPixels = 100'000'000;
constexpr std::int64_t kMostAspect = 16;

void check_pixels(const api::Image& image, const std::string& file) {
    const std::int64_t width = image.width, height = image.height;
    if (width * height > kMostPixels || width > kMostAspect * height ||
        height > kMostAspect * width) {
        throw Error(ErrorKind::Input, fmt::format("{} has {}×{} pixels", file, width, height),
                    fmt::format("use a picture of at most {} million, its longer side at most {} "
                                "times the other",
                                kMostPixels / 1'000'000, kMostAspect));
    }
}

}  // namespace

FirstFrame read_first_frame(const std::string& file) {
    std::error_code ignored;
    if (std::filesystem::is_directory(file, ignored)) {
        throw Error(ErrorKind::Input, fmt::format("the image {} is a folder", file),
                    "give a picture: PNG, JPEG or WebP");
    }
    FirstFrame first;
    try {
        media::Clip clip = media::read_clip(file);
        first.image = std::move(clip.frames.front());
        first.sha256 = base::sha256(base::MappedFile::open(file)->bytes());
    } catch (const Error& error) {
        throw Error(ErrorKind::Input, fmt::format("the image: {}", error.message()),
                    "give a picture: PNG, JPEG or WebP");
    }
    check_pixels(first.image, file);
    return first;
}

}  // namespace plumbline::pipeline
