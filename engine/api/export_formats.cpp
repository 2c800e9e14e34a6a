// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/export.h"
#include "base/error.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <filesystem>
#include <functional>
#include <vector>

namespace plumbline::api {
namespace {

constexpr std::array<ExportFormat, 12> kFormats{{
    {.id = "h264",
     .title = "MP4 (H.264)",
     .ending = ".mp4",
     .help = "Plays everywhere. Quality is the CRF.",
     .best_quality = 0,
     .worst_quality = 51,
     .usual_quality = 17,
     .needs_even_sides = true},
    {.id = "h265",
     .title = "MP4 (H.265)",
     .ending = ".mp4",
     .help = "Smaller than H.264; plays on newer machines. Quality is the CRF.",
     .best_quality = 0,
     .worst_quality = 51,
     .usual_quality = 20,
     .needs_even_sides = true},
    {.id = "vp9",
     .title = "WebM (VP9)",
     .ending = ".webm",
     .help = "For the web, free of patents. Quality is the CRF.",
     .best_quality = 0,
     .worst_quality = 63,
     .usual_quality = 20,
     .needs_even_sides = true},
    {.id = "av1",
     .title = "WebM (AV1)",
     .ending = ".webm",
     .help = "The smallest files for the web; slow to make. Quality is the CRF.",
     .best_quality = 1,
     .worst_quality = 63,
     .usual_quality = 20,
     .needs_even_sides = true},
    {.id = "prores",
     .title = "QuickTime (ProRes 422 HQ)",
     .ending = ".mov",
     .help = "For cutting programs: ten bits, every frame by itself, large.",
     .needs_even_sides = true},
    {.id = "ffv1",
     .title = "Matroska (FFV1)",
     .ending = ".mkv",
     .help = "Without any loss: the very pixels, for archives and measurements."},
    {.id = "gif",
     .title = "Animated GIF",
     .ending = ".gif",
     .help = "For messages: one palette of 255 colours made from the clip, loops."},
    {.id = "webp",
     .title = "Animated WebP",
     .ending = ".webp",
     .help = "Smaller and truer than GIF, loops. 100 is without loss.",
     .best_quality = 100,
     .worst_quality = 0,
     .usual_quality = 95},
    {.id = "png",
     .title = "PNG pictures",
     .ending = "/",
     .help = "A folder of numbered pictures, 8 bits a channel."},
    {.id = "png16",
     .title = "PNG pictures (16 bits)",
     .ending = "/",
     .help = "A folder of numbered pictures, 16 bits a channel; finer than 8 when decoded from "
             "latents."},
    {.id = "exr",
     .title = "OpenEXR pictures",
     .ending = "/",
     .help = "A folder of numbered pictures in linear light, for compositing programs."},
    {.id = "picture",
     .title = "PNG picture",
     .ending = ".png",
     .help = "One frame.",
     .holds_one_picture = true},
}};

std::string lower_ending(std::string_view output) {
    if (output.ends_with('/')) return "/";
    std::string ending = std::filesystem::path(output).extension().string();
    std::ranges::transform(ending, ending.begin(), [](unsigned char letter) {
        return static_cast<char>(std::tolower(letter));
    });
    return ending;
}

/// Of every format, each once.
std::vector<std::string_view> endings() {
    std::vector<std::string_view> known;
    for (const ExportFormat& format : kFormats) {
        if (std::ranges::find(known, std::string_view(format.ending)) == known.end())
            known.emplace_back(format.ending);
    }
    std::ranges::sort(known, std::greater());  // the folder last
    return known;
}

}  // namespace

std::span<const ExportFormat> export_formats() {
    return kFormats;
}

const ExportFormat* find_export_format(std::string_view id) {
    const auto found = std::ranges::find(kFormats, id, &ExportFormat::id);
    return found == kFormats.end() ? nullptr : &*found;
}

const ExportFormat* export_format_of(std::string_view output) {
    const auto found = std::ranges::find(kFormats, lower_ending(output), &ExportFormat::ending);
    return found == kFormats.end() ? nullptr : &*found;
}

const ExportFormat& export_format_for(const std::string& output, const std::string& codec) {
    const ExportFormat* by_name = export_format_of(output);
    if (by_name == nullptr) {
        throw Error(
            ErrorKind::Usage, fmt::format("{}: unknown kind of output", output),
            fmt::format("end the name with {} (a folder of pictures)", fmt::join(endings(), ", ")));
    }
    if (codec.empty()) return *by_name;
    const ExportFormat* format = find_export_format(codec);
    if (format == nullptr) {
        std::vector<std::string_view> known;
        for (const ExportFormat& one : kFormats) known.emplace_back(one.id);
        throw Error(ErrorKind::Usage, fmt::format("there is no codec '{}'", codec),
                    fmt::format("choose one of {}", fmt::join(known, ", ")));
    }
    if (std::string_view(format->ending) != by_name->ending) {
        throw Error(ErrorKind::Usage, fmt::format("{} does not end as {} does", output, codec),
                    fmt::format("end the name with {}", format->ending));
    }
    return *format;
}

void check_export_quality(const ExportFormat& format, const std::optional<int>& quality) {
    if (!quality) return;
    const int best = format.best_quality, worst = format.worst_quality;
    if (best == worst) {
        throw Error(ErrorKind::Usage, fmt::format("{} has no quality to choose", format.title),
                    "leave it out");
    }
    if (*quality < std::min(best, worst) || *quality > std::max(best, worst)) {
        throw Error(ErrorKind::Usage,
                    fmt::format("quality {} does not exist for {}", *quality, format.title),
                    fmt::format("give {} (best) to {}; {} is the usual one", best, worst,
                                format.usual_quality));
    }
}

}  // namespace plumbline::api
