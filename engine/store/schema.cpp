// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/schema.h"

#include "base/error.h"

#include <fmt/format.h>

#include <array>

namespace plumbline::store {
namespace {

/// Step i leads from version i to version i + 1; a new file takes them all.
constexpr std::array<const char*, 3> kSteps = {
    "CREATE TABLE runs (id INTEGER PRIMARY KEY AUTOINCREMENT, state INTEGER NOT NULL, "
    "place REAL NOT NULL, recipe TEXT NOT NULL, prompt TEXT NOT NULL, model TEXT NOT NULL, "
    "method TEXT NOT NULL, message TEXT NOT NULL DEFAULT '', result TEXT NOT NULL DEFAULT "
    "'', speedup REAL NOT NULL DEFAULT 0, created_ms INTEGER NOT NULL, finished_ms INTEGER "
    "NOT NULL DEFAULT 0, thumbnail BLOB);"
    "CREATE INDEX runs_by_state ON runs (state, place);",

    // Folders of models and what was found in them; and that somebody wants a run stopped.
    "CREATE TABLE library_folders (path TEXT PRIMARY KEY, scanned_ms INTEGER NOT NULL DEFAULT 0);"
    "CREATE TABLE library_parts (folder TEXT NOT NULL REFERENCES library_folders (path) ON DELETE "
    "CASCADE, path TEXT NOT NULL, part TEXT NOT NULL, family TEXT NOT NULL, title TEXT NOT NULL, "
    "naming TEXT NOT NULL, detail TEXT NOT NULL, bytes INTEGER NOT NULL, vanished INTEGER NOT NULL "
    "DEFAULT 0);"
    "CREATE INDEX library_parts_by_folder ON library_parts (folder, path);"
    "ALTER TABLE runs ADD COLUMN stop_asked INTEGER NOT NULL DEFAULT 0;",

    // Exports wait in the same queue.
    "ALTER TABLE runs ADD COLUMN kind INTEGER NOT NULL DEFAULT 0;",
};

}  // namespace

void prepare_schema(Database& database) {
    Transaction change(database);
    std::int64_t version = 0;
    {
        Statement query(database, "PRAGMA user_version");
        if (query.step()) version = query.integer(0);
    }
    const auto newest = static_cast<std::int64_t>(kSteps.size());
    if (version > newest) {
        throw Error(ErrorKind::Failed,
                    fmt::format("the list of runs is of version {}, this program knows {}", version,
                                newest),
                    "use the newer Plumbline that wrote it, or move the file away");
    }
    if (version == newest) return;
    for (std::int64_t step = version; step < newest; ++step)
        database.run(kSteps.at(static_cast<std::size_t>(step)));
    database.run(fmt::format("PRAGMA user_version = {}", newest).c_str());
    change.commit();
}

}  // namespace plumbline::store
