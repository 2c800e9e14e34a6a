// SPDX-License-Identifier: GPL-3.0-or-later
#include "media/video_reader.h"

#include "base/error.h"
#include "base/file.h"
#include "media/exr_file.h"
#include "media/image_writer.h"
#include "media/matroska_file.h"
#include "media/metadata.h"
#include "media/png_file.h"
#include "media/video_decoder.h"
#include "media/webp_decoder.h"
#include "media/webp_file.h"
#include "media/xmp_packet.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
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

bool is_picture_name(const fs::path& path) {
    std::string ending = path.extension().string();
    std::transform(ending.begin(), ending.end(), ending.begin(),
                   [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
    return ending == ".png" || ending == ".exr";
}

std::vector<fs::path> picture_files(const fs::path& folder) {
    std::vector<fs::path> files;
    std::error_code trouble;
    for (const fs::directory_entry& entry : fs::directory_iterator(folder, trouble)) {
        if (is_picture_name(entry.path()) && !entry.path().filename().string().starts_with('.')) {
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

/// One picture as a clip: PNG or OpenEXR by content.
Clip read_picture(std::string_view bytes, const fs::path& shown) {
    Clip clip;
    if (is_exr(bytes)) {
        ExrContent content = read_exr(bytes, shown);
        clip.frames.push_back(std::move(content.image));
        clip.fps = content.fps;
        clip.record = std::move(content.record);
        return clip;
    }
    PngContent content = read_png(bytes, shown);
    clip.frames.push_back(std::move(content.image));
    clip.record = record_of_chunks(content.texts);
    for (const TextChunk& chunk : content.texts) {
        if (chunk.key == kFrameRateKey) clip.fps = parse_rate(chunk.text).value_or(api::Rational{});
    }
    return clip;
}

Clip read_folder(const fs::path& folder) {
    const std::vector<fs::path> files = picture_files(folder);
    if (files.empty()) {
        throw Error(ErrorKind::Input,
                    fmt::format("folder {} holds no PNG and no OpenEXR", folder.string()),
                    "give a folder of pictures, a video, a GIF or a PNG");
    }
    Clip clip;
    for (const fs::path& file : files) {
        Clip picture = read_picture(text_of(*base::MappedFile::open(file)), file);
        if (clip.frames.empty()) {
            clip = std::move(picture);
            continue;
        }
        const api::Image& image = picture.frames.front();
        if (image.width != clip.frames[0].width || image.height != clip.frames[0].height) {
            throw Error(
                ErrorKind::Input,
                fmt::format("{} is {}x{}, the pictures before it are {}x{}", file.string(),
                            image.width, image.height, clip.frames[0].width, clip.frames[0].height),
                "keep pictures of one size in a folder");
        }
        clip.frames.push_back(std::move(picture.frames.front()));
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
    if (is_png(bytes) || is_exr(bytes)) {
        return read_picture(bytes, path);
    }
    if (is_webp(bytes)) {
        return decode_webp(bytes, path);
    }
    const bool is_gif = bytes.starts_with("GIF8");
    GifContent gif = scan_gif(bytes);
    if (is_cut_matroska(bytes) || (is_gif && !gif.is_whole)) {
        throw Error(ErrorKind::Input, fmt::format("cannot read {}: the file ends early", path),
                    "copy or export it again");
    }
    if (!is_gif) {
        return decode_video(path);
    }
    Clip clip = decode_video(path);
    clip.record = std::move(gif.record);
    return clip;
}

}  // namespace plumbline::media
