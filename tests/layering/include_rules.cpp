// SPDX-License-Identifier: GPL-3.0-or-later
#include "layering/include_rules.h"

#include <algorithm>
#include <cctype>
#include <utility>

namespace plumbline::layering {
namespace {

/// Headers by how they begin; the first match counts. A header of std has neither folder nor
/// extension.
constexpr std::pair<std::string_view, std::string_view> kLibraries[] = {
    {"ATen/", "aten"},
    {"c10/", "aten"},
    {"torch/", "torch"},
    {"cuda", "cuda"},
    {"cub/", "cuda"},
    {"libav", "ffmpeg"},
    {"libsw", "ffmpeg"},
    {"png.h", "png"},
    {"fmt/", "fmt"},
    {"spdlog/", "spdlog"},
    {"nlohmann/", "json"},
    {"CLI/", "cli11"},
    {"sqlite3.h", "sqlite"},
    {"unicode/", "icu"},
    {"sentencepiece", "sentencepiece"},
    {"qcustomplot", "qcustomplot"},
    {"Q", "qt"},
    // The system's own headers count as std.
    {"sys/", "std"},
    {"dlfcn.h", "std"},
    {"malloc.h", "std"},
    {"fcntl.h", "std"},
    {"fnmatch.h", "std"},
    {"glob.h", "std"},
    {"poll.h", "std"},
    {"signal.h", "std"},
    {"stdio.h", "std"},
    {"termios.h", "std"},
    {"unistd.h", "std"},
    {"immintrin.h", "std"},
    {"omp.h", "openmp"},
};

bool contains(const std::vector<std::string_view>& names, std::string_view name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

bool is_engine_layer(std::string_view name) {
    return std::any_of(rooms().begin(), rooms().end(), [&](const Room& room) {
        return room.folder.starts_with("engine/") && room.folder.substr(7) == name;
    });
}

const Room* room_of(std::string_view path) {
    for (const Room& room : rooms()) {
        if (path.starts_with(room.folder) && path.substr(room.folder.size()).starts_with('/'))
            return &room;
    }
    return nullptr;
}

/// What is wrong with an include of ours, written from engine/ ("cache/policy.h"), from app/
/// ("cli/options.h") or from the ui folder itself; empty when nothing is.
std::string wrong_with_ours(const Room& room, std::string_view header) {
    const std::string_view first = header.substr(0, header.find('/'));
    const std::string_view own = room.folder.substr(room.folder.find('/') + 1);
    const bool sees_window = room.folder == "ui" || room.folder == "app/studio";
    if (first == own || (sees_window && !is_engine_layer(first))) return {};
    if (!is_engine_layer(first)) return "is no layer of the engine; headers of libraries go in <>";
    if (contains(room.layers, first)) return {};
    return std::string(room.folder) + " may not include the layer " + std::string(first);
}

std::string wrong_with_library(const Room& room, std::string_view path, std::string_view header) {
    const std::string_view library = library_of(header);
    if (library == "std") return {};
    if (library.empty()) return "belongs to no library that the rules know";
    const bool is_device_code = path.ends_with(".cu") || path.ends_with(".cuh");
    if (is_device_code && (library == "aten" || library == "torch"))
        return "device code never sees Torch";
    if (contains(room.libraries, library)) return {};
    return std::string(room.folder) + " may not include the library " + std::string(library);
}

}  // namespace

const std::vector<Room>& rooms() {
    static const std::vector<Room> table = {
        {"engine/base", {}, {"fmt"}},
        {"engine/api", {"base"}, {"fmt"}},
        {"engine/insight", {"base", "api"}, {"fmt"}},
        {"engine/records", {"base", "api", "insight"}, {"fmt", "json"}},
        {"engine/store", {"base", "api"}, {"fmt", "sqlite"}},
        {"engine/tensor_io", {"base", "api"}, {"fmt", "aten", "json"}},
        {"engine/cuda", {"base", "api"}, {"fmt", "aten", "cuda", "openmp"}},
        {"engine/models", {"base", "api", "tensor_io", "cuda"}, {"fmt", "aten", "json"}},
        {"engine/text",
         {"base", "api", "tensor_io", "cuda", "models"},
         {"fmt", "aten", "json", "icu", "sentencepiece"}},
        {"engine/vae", {"base", "api", "tensor_io", "cuda", "models"}, {"fmt", "aten", "json"}},
        {"engine/schedulers", {"base", "api"}, {"fmt", "aten"}},
        {"engine/metrics", {"base", "api"}, {"fmt"}},
        {"engine/media", {"base", "api"}, {"fmt", "json", "ffmpeg", "png"}},
        {"engine/cache", {"base", "api", "tensor_io", "cuda", "models"}, {"fmt", "aten", "json"}},
        {"engine/pipeline",
         {"base", "api", "tensor_io", "cuda", "models", "text", "vae", "schedulers", "metrics",
          "media", "cache", "insight", "records"},
         {"fmt", "aten", "json", "spdlog"}},
        {"engine/tools",
         {"base", "api", "tensor_io", "cuda", "models", "text", "vae", "schedulers", "metrics",
          "media", "cache", "insight", "records", "pipeline"},
         {"fmt", "aten", "json"}},
        {"engine/facade",
         {"base", "api", "models", "schedulers", "cache", "pipeline", "tools"},
         {"fmt", "aten", "json", "spdlog"}},
        {"app/cli", {"base", "api", "insight", "records", "store"}, {"fmt", "json", "cli11"}},
        {"app/train",
         {"base", "api", "tensor_io", "cuda", "models", "text", "vae", "schedulers", "metrics",
          "media"},
         {"fmt", "aten", "torch", "json", "cli11", "sentencepiece"}},
        {"app/studio", {"base", "api", "records"}, {"qt"}},
        {"ui",
         {"base", "api", "insight", "records", "store"},
         {"fmt", "qt", "qcustomplot", "spdlog"}},
    };
    return table;
}

std::vector<Include> includes_of(std::string_view text) {
    std::vector<Include> found;
    for (int number = 1; !text.empty(); ++number) {
        const std::size_t end = text.find('\n');
        std::string_view line = text.substr(0, end);
        text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);

        const auto skip_blanks = [&line] {
            while (!line.empty() && std::isblank(static_cast<unsigned char>(line.front())))
                line.remove_prefix(1);
        };
        skip_blanks();
        if (!line.starts_with('#')) continue;
        line.remove_prefix(1);
        skip_blanks();
        if (!line.starts_with("include")) continue;
        line.remove_prefix(7);
        skip_blanks();
        if (line.empty() || (line.front() != '"' && line.front() != '<')) continue;
        const bool quoted = line.front() == '"';
        line.remove_prefix(1);
        found.push_back(
            {std::string(line.substr(0, line.find(quoted ? '"' : '>'))), quoted, number});
    }
    return found;
}

std::string_view library_of(std::string_view header) {
    if (header.find_first_of("/.") == std::string_view::npos && !header.starts_with('Q'))
        return "std";
    for (const auto& [beginning, library] : kLibraries) {
        if (header.starts_with(beginning)) return library;
    }
    return {};
}

std::vector<std::string> forbidden_edges(const SourceFile& file) {
    const Room* room = room_of(file.path);
    if (room == nullptr) return {file.path + ": lies in no folder that the rules know"};
    std::vector<std::string> complaints;
    for (const Include& include : includes_of(file.text)) {
        const std::string wrong = include.quoted
                                      ? wrong_with_ours(*room, include.header)
                                      : wrong_with_library(*room, file.path, include.header);
        if (wrong.empty()) continue;
        complaints.push_back(file.path + ":" + std::to_string(include.line) + ": " +
                             include.header + ": " + wrong);
    }
    return complaints;
}

}  // namespace plumbline::layering
