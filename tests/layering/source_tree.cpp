// SPDX-License-Identifier: GPL-3.0-or-later
#include "layering/source_tree.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <set>

namespace plumbline::layering {
namespace {

const std::set<std::string> kSourceExtensions = {".h", ".cpp", ".cu", ".cuh"};

std::string text_of(const std::filesystem::path& path) {
    std::ifstream stream(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

}  // namespace

std::filesystem::path repository_root() {
    return PLUMBLINE_SOURCE_DIR;
}

std::vector<SourceFile> source_files(const std::vector<std::string_view>& folders) {
    std::vector<SourceFile> files;
    for (const std::string_view folder : folders) {
        const std::filesystem::path start = repository_root() / folder;
        if (!std::filesystem::exists(start)) continue;
        for (const auto& entry : std::filesystem::recursive_directory_iterator(start)) {
            if (!entry.is_regular_file()) continue;
            if (!kSourceExtensions.contains(entry.path().extension().string())) continue;
            files.push_back({entry.path().lexically_relative(repository_root()).generic_string(),
                             text_of(entry.path())});
        }
    }
    std::sort(files.begin(), files.end(),
              [](const SourceFile& a, const SourceFile& b) { return a.path < b.path; });
    return files;
}

int line_count(std::string_view text) {
    const auto ends = std::count(text.begin(), text.end(), '\n');
    const bool open_end = !text.empty() && text.back() != '\n';
    return static_cast<int>(ends) + (open_end ? 1 : 0);
}

}  // namespace plumbline::layering
