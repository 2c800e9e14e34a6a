// SPDX-License-Identifier: GPL-3.0-or-later
#include "media/video_reader.h"

#include "base/error.h"
#include "base/file.h"
#include "media/image_writer.h"
#include "media/metadata.h"
#include "media/png_file.h"
#include "media/video_decoder.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <filesystem>
#include <string_view>
#include <system_error>
#include <utility>

namespace plumbline::media {
namespace {

namespace fs = std::filesystem;

std::string_view text_of(const base::MappedFile& file) {
    return {reinterpret_cast<const char*>(file.bytes().data()), file.bytes().size()};
}

/// "16/1"; the default rate when it says anything else.
api::Rational parse_rate(std::string_view text) {
    api::Rational rate;
    const char* end = text.data() + text.size();
    const auto [slash, trouble] = std::from_chars(text.data(), end, rate.num);
    if (trouble != std::errc() || slash == end || *slash != '/') {
        return {};
    }
    const auto [rest, more_trouble] = std::from_chars(slash + 1, end, rate.den);
    const bool is_valid =
        more_trouble == std::errc() && rest == end && rate.num > 0 && rate.den > 0;
    return is_valid ? rate : api::Rational{};
}

bool is_png_name(const fs::path& path) {
    std::string ending = path.extension().string();
    std::transform(ending.begin(), ending.end(), ending.begin(),
                   [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
    return ending == ".png";
}

std::vector<fs::path> png_files(const fs::path& folder) {
    std::vector<fs::path> files;
    std::error_code trouble;
    for (const fs::directory_entry& entry : fs::directory_iterator(folder, trouble)) {
        if (is_png_name(entry.path()) && !entry.path().filename().string().starts_with('.')) {
            files.push_back(entry.path());
        }
    }
    if (trouble) {
        throw Error(ErrorKind::Input, fmt::format("cannot read folder {}", folder.string()),
                    trouble.message());
    }
    std::sort(files.begin(), files.end());
    return files;
}

Clip read_folder(const fs::path& folder) {
    const std::vector<fs::path> files = png_files(folder);
    if (files.empty()) {
        throw Error(ErrorKind::Input, fmt::format("folder {} holds no PNG", folder.string()),
                    "give a folder of PNGs, an MP4, a GIF or a PNG");
    }
    Clip clip;
    for (const fs::path& file : files) {
        PngContent content = read_png(text_of(*base::MappedFile::open(file)), file);
        if (clip.frames.empty()) {
            clip.record = record_of_chunks(content.texts);
            for (const TextChunk& chunk : content.texts) {
                clip.fps = chunk.key == kFrameRateKey ? parse_rate(chunk.text) : clip.fps;
            }
        } else if (content.image.width != clip.frames[0].width ||
                   content.image.height != clip.frames[0].height) {
            throw Error(ErrorKind::Input,
                        fmt::format("{} is {}x{}, the pictures before it are {}x{}", file.string(),
                                    content.image.width, content.image.height, clip.frames[0].width,
                                    clip.frames[0].height),
                        "keep pictures of one size in a folder");
        }
        clip.frames.push_back(std::move(content.image));
    }
    return clip;
}

}  // namespace

Clip read_clip(const std::string& path) {
    std::error_code trouble;
    const fs::file_status status = fs::status(path, trouble);
    if (!fs::exists(status)) {
        throw Error(ErrorKind::Input, fmt::format("{} does not exist", path), "check the name");
    }
    if (fs::is_directory(status)) {
        return read_folder(path);
    }
    const std::shared_ptr<const base::MappedFile> file = base::MappedFile::open(path);
    const std::string_view bytes = text_of(*file);
    if (is_png(bytes)) {
        PngContent content = read_png(bytes, path);
        Clip clip;
        clip.frames.push_back(std::move(content.image));
        clip.record = record_of_chunks(content.texts);
        return clip;
    }
    if (!bytes.starts_with("GIF8")) {
        return decode_video(path);
    }
    GifContent gif = scan_gif(bytes);
    if (!gif.is_whole) {
        throw Error(ErrorKind::Input, fmt::format("cannot read {}: the GIF ends early", path),
                    "copy or export it again");
    }
    Clip clip = decode_video(path);
    clip.record = std::move(gif.record);
    return clip;
}

}  // namespace plumbline::media
