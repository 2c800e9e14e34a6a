// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace plumbline::layering {

/// One source file as text.
struct SourceFile {
    std::string path;  // from the repository's root, with '/'
    std::string text;
};

/// All C++ and CUDA files below the given folders of the repository, sorted by path. Folders that
/// are not there are passed over.
[[nodiscard]] std::vector<SourceFile> source_files(const std::vector<std::string_view>& folders);

/// Root of the repository.
[[nodiscard]] std::filesystem::path repository_root();

/// Number of lines; a last line without an end counts too.
[[nodiscard]] int line_count(std::string_view text);

}  // namespace plumbline::layering
