// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/model_library.h"

#include "store/schema.h"

#include <algorithm>
#include <chrono>
#include <string_view>

namespace plumbline::store {
namespace {

std::int64_t now_ms() {
    return std::chrono::duration_cast<std::chrono::milliseconds>(
               std::chrono::system_clock::now().time_since_epoch())
        .count();
}

void insert(Database& database, const std::string& folder, const api::LibraryPart& part) {
    Statement(
        database,
        "INSERT INTO library_parts (folder, path, part, family, title, naming, detail, bytes, "
        "vanished) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)")
        .bind(1, std::string_view(folder))
        .bind(2, std::string_view(part.path))
        .bind(3, std::string_view(part.part))
        .bind(4, std::string_view(part.family))
        .bind(5, std::string_view(part.title))
        .bind(6, std::string_view(part.naming))
        .bind(7, std::string_view(part.detail))
        .bind(8, part.bytes)
        .bind(9, std::int64_t{part.vanished ? 1 : 0})
        .run();
}

}  // namespace

ModelLibrary::ModelLibrary(const std::filesystem::path& file) : database_(file) {
    prepare_schema(database_);
}

std::vector<LibraryFolder> ModelLibrary::folders() {
    Statement query(database_, "SELECT path, scanned_ms FROM library_folders ORDER BY path");
    std::vector<LibraryFolder> folders;
    while (query.step()) folders.push_back({query.text(0), query.integer(1)});
    return folders;
}

std::vector<api::LibraryPart> ModelLibrary::parts() {
    Statement query(database_,
                    "SELECT DISTINCT path, part, family, title, naming, detail, bytes, vanished "
                    "FROM library_parts ORDER BY path, part, family");
    std::vector<api::LibraryPart> parts;
    while (query.step()) {
        parts.push_back({.path = query.text(0),
                         .part = query.text(1),
                         .family = query.text(2),
                         .title = query.text(3),
                         .naming = query.text(4),
                         .detail = query.text(5),
                         .bytes = query.integer(6),
                         .vanished = query.integer(7) != 0});
    }
    return parts;
}

void ModelLibrary::remember(const std::string& folder, const std::vector<api::LibraryPart>& parts) {
    Transaction change(database_);
    Statement(
        database_,
        "INSERT INTO library_folders (path, scanned_ms) VALUES (?1, ?2) ON CONFLICT (path) DO "
        "UPDATE SET scanned_ms = ?2")
        .bind(1, std::string_view(folder))
        .bind(2, now_ms())
        .run();
    Statement(database_, "DELETE FROM library_parts WHERE folder = ?1")
        .bind(1, std::string_view(folder))
        .run();
    for (const api::LibraryPart& part : parts) insert(database_, folder, part);
    change.commit();
}

bool ModelLibrary::remove(const std::string& folder) {
    Statement(database_, "DELETE FROM library_folders WHERE path = ?1")
        .bind(1, std::string_view(folder))
        .run();
    return database_.changes() > 0;
}

void ModelLibrary::mark_vanished(const std::vector<std::string>& paths) {
    Transaction change(database_);
    database_.run("UPDATE library_parts SET vanished = 0 WHERE vanished <> 0");
    for (const std::string& path : paths) {
        Statement(database_, "UPDATE library_parts SET vanished = 1 WHERE path = ?1")
            .bind(1, std::string_view(path))
            .run();
    }
    change.commit();
}

std::vector<std::string> ModelLibrary::paths() {
    Statement query(database_, "SELECT DISTINCT path FROM library_parts ORDER BY path");
    std::vector<std::string> paths;
    while (query.step()) paths.push_back(query.text(0));
    return paths;
}

const api::LibraryModel* find_model(const std::vector<api::LibraryModel>& models,
                                    const std::string& name) {
    const auto found = std::ranges::find_if(models, [&](const api::LibraryModel& model) {
        return !name.empty() && (model.name == name || model.path == name);
    });
    return found == models.end() ? nullptr : &*found;
}

}  // namespace plumbline::store
