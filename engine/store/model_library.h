// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/library.h"
#include "store/database.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace plumbline::store {

/// A folder of the library.
struct LibraryFolder {
    std::string path;             // absolute
    std::int64_t scanned_ms = 0;  // since 1970, UTC
};

/// Folders of models and what their last scan found, in the same SQLite file as the runs. Every
/// change is on disk when its function returns; all throw Error{Failed} with the file's name.
class ModelLibrary {
public:
    explicit ModelLibrary(const std::filesystem::path& file);

    [[nodiscard]] std::vector<LibraryFolder> folders();
    /// Of every folder, in path order; a file below two folders once.
    [[nodiscard]] std::vector<api::LibraryPart> parts();
    /// Adds the folder, or replaces what was known of it, by what a scan found.
    void remember(const std::string& folder, const std::vector<api::LibraryPart>& parts);
    /// Forgets it; its files stay. False when the library has no such folder.
    bool remove(const std::string& folder);
    /// These files are gone, all others are there.
    void mark_vanished(const std::vector<std::string>& paths);
    /// Paths of all parts, each once.
    [[nodiscard]] std::vector<std::string> paths();

private:
    Database database_;
};

/// The model of this name or denoiser path.
[[nodiscard]] const api::LibraryModel* find_model(const std::vector<api::LibraryModel>& models,
                                                  const std::string& name);

}  // namespace plumbline::store
