// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/run_store.h"

#include "base/error.h"
#include "base/user_folder.h"
#include "store/schema.h"

#include <fmt/format.h>

#include <array>
#include <chrono>
#include <sstream>

namespace plumbline::store {
namespace {

constexpr const char* kColumns =
    "id, state, recipe, prompt, model, method, message, result, speedup, created_ms, finished_ms, "
    "thumbnail, kind";
constexpr std::array<const char*, 6> kStates = {"waiting", "running", "done",
                                                "stopped", "failed",  "interrupted"};

constexpr std::array<const char*, 2> kKinds = {"generate", "export"};

std::int64_t now_ms() {
    return std::chrono::duration_cast<std::chrono::milliseconds>(
               std::chrono::system_clock::now().time_since_epoch())
        .count();
}

template <typename Named>
std::int64_t number(Named value) {
    return static_cast<std::int64_t>(value);
}

/// A newer program's value counts as `otherwise`.
template <typename Named, std::size_t kCount>
Named named(std::int64_t number, const std::array<const char*, kCount>& names, Named otherwise) {
    return number >= 0 && number < static_cast<std::int64_t>(names.size())
               ? static_cast<Named>(number)
               : otherwise;
}

StoredRun read(const Statement& row) {
    return {.id = row.integer(0),
            .kind = named(row.integer(12), kKinds, RunKind::Generate),
            .state = named(row.integer(1), kStates, RunState::Failed),
            .recipe = row.text(2),
            .prompt = row.text(3),
            .model = row.text(4),
            .method = row.text(5),
            .message = row.text(6),
            .result = row.text(7),
            .speedup = row.real(8),
            .created_ms = row.integer(9),
            .finished_ms = row.integer(10),
            .thumbnail = row.bytes(11)};
}

std::optional<StoredRun> first_row(Statement& statement) {
    return statement.step() ? std::optional(read(statement)) : std::nullopt;
}

/// "%word%", with what LIKE treats specially escaped by "\".
std::string pattern_of(std::string_view word) {
    std::string pattern = "%";
    for (const char c : word) {
        if (c == '%' || c == '_' || c == '\\') pattern += '\\';
        pattern += c;
    }
    return pattern + '%';
}

}  // namespace

const char* name(RunState state) {
    return kStates[static_cast<std::size_t>(state)];
}

const char* name(RunKind kind) {
    return kKinds[static_cast<std::size_t>(kind)];
}

RunStore::RunStore(const std::filesystem::path& file, bool owns_queue) : database_(file) {
    prepare_schema(database_);
    if (owns_queue) take_over();
}

void RunStore::take_over() {
    Statement(database_, "UPDATE runs SET state = ?1, finished_ms = ?2 WHERE state = ?3")
        .bind(1, number(RunState::Interrupted))
        .bind(2, now_ms())
        .bind(3, number(RunState::Running))
        .run();
}

bool RunStore::cancel(std::int64_t id) {
    Statement(
        database_,
        "UPDATE runs SET state = ?1, message = 'cancelled', finished_ms = ?2 WHERE id = ?3 AND "
        "state = ?4")
        .bind(1, number(RunState::Stopped))
        .bind(2, now_ms())
        .bind(3, id)
        .bind(4, number(RunState::Waiting))
        .run();
    if (database_.changes() > 0) return true;
    Statement(database_, "UPDATE runs SET stop_asked = 1 WHERE id = ?1 AND state = ?2")
        .bind(1, id)
        .bind(2, number(RunState::Running))
        .run();
    return database_.changes() > 0;
}

bool RunStore::stop_asked(std::int64_t id) {
    Statement query(database_, "SELECT stop_asked FROM runs WHERE id = ?1");
    query.bind(1, id);
    return query.step() && query.integer(0) != 0;
}

std::int64_t RunStore::foreign_changes() {
    Statement query(database_, "PRAGMA data_version");
    return query.step() ? query.integer(0) : 0;
}

std::int64_t RunStore::add(const StoredRun& run) {
    Statement(database_,
              "INSERT INTO runs (state, place, recipe, prompt, model, method, created_ms, kind) "
              "VALUES (?1, (SELECT ifnull(max(place), 0) + 1 FROM runs), ?2, ?3, ?4, ?5, ?6, ?7)")
        .bind(1, number(RunState::Waiting))
        .bind(2, std::string_view(run.recipe))
        .bind(3, std::string_view(run.prompt))
        .bind(4, std::string_view(run.model))
        .bind(5, std::string_view(run.method))
        .bind(6, now_ms())
        .bind(7, number(run.kind))
        .run();
    return database_.last_id();
}

bool RunStore::edit(const StoredRun& run) {
    Statement(database_,
              "UPDATE runs SET recipe = ?1, prompt = ?2, model = ?3, method = ?4 WHERE id = ?5 AND "
              "state = ?6")
        .bind(1, std::string_view(run.recipe))
        .bind(2, std::string_view(run.prompt))
        .bind(3, std::string_view(run.model))
        .bind(4, std::string_view(run.method))
        .bind(5, run.id)
        .bind(6, number(RunState::Waiting))
        .run();
    return database_.changes() > 0;
}

void RunStore::start(std::int64_t id) {
    Statement(database_, "UPDATE runs SET state = ?1, stop_asked = 0 WHERE id = ?2")
        .bind(1, number(RunState::Running))
        .bind(2, id)
        .run();
}

void RunStore::finish(std::int64_t id,
                      RunState state,
                      std::string_view message,
                      std::string_view result,
                      double speedup) {
    Statement(database_,
              "UPDATE runs SET state = ?1, message = ?2, result = ?3, speedup = ?4, finished_ms = "
              "?5 WHERE id = ?6")
        .bind(1, number(state))
        .bind(2, message)
        .bind(3, result)
        .bind(4, speedup)
        .bind(5, now_ms())
        .bind(6, id)
        .run();
}

void RunStore::set_thumbnail(std::int64_t id, const std::vector<std::uint8_t>& picture) {
    Statement(database_, "UPDATE runs SET thumbnail = ?1 WHERE id = ?2")
        .bind(1, std::span<const std::uint8_t>(picture))
        .bind(2, id)
        .run();
}

void RunStore::retry(std::int64_t id) {
    Statement(database_,
              "UPDATE runs SET state = ?1, message = '', result = '', speedup = 0, finished_ms = "
              "0, thumbnail = NULL, place = (SELECT max(place) + 1 FROM runs) WHERE id = ?2 AND "
              "state > ?3")
        .bind(1, number(RunState::Waiting))
        .bind(2, id)
        .bind(3, number(RunState::Running))
        .run();
}

void RunStore::move(std::int64_t id, std::int64_t before) {
    Transaction change(database_);
    // Halfway between the neighbours; the order is made even again, so that halving never ends.
    Statement(database_,
              "UPDATE runs SET place = CASE WHEN ?2 = 0 THEN (SELECT max(place) + 1 FROM runs) "
              "ELSE (SELECT place - 0.5 FROM runs WHERE id = ?2) END WHERE id = ?1 AND state = ?3 "
              "AND (?2 = 0 OR EXISTS (SELECT 1 FROM runs WHERE id = ?2))")
        .bind(1, id)
        .bind(2, before)
        .bind(3, number(RunState::Waiting))
        .run();
    database_.run(
        "UPDATE runs SET place = (SELECT rank FROM (SELECT id AS of, row_number() OVER (ORDER BY "
        "place, id) AS rank FROM runs) WHERE of = runs.id)");
    change.commit();
}

void RunStore::remove(std::int64_t id) {
    Statement(database_, "DELETE FROM runs WHERE id = ?1 AND state <> ?2")
        .bind(1, id)
        .bind(2, number(RunState::Running))
        .run();
}

std::optional<StoredRun> RunStore::find(std::int64_t id) {
    Statement query(database_, fmt::format("SELECT {} FROM runs WHERE id = ?1", kColumns).c_str());
    query.bind(1, id);
    return first_row(query);
}

std::optional<StoredRun> RunStore::next() {
    Statement query(
        database_,
        fmt::format("SELECT {} FROM runs WHERE state = ?1 ORDER BY place, id LIMIT 1", kColumns)
            .c_str());
    query.bind(1, number(RunState::Waiting));
    return first_row(query);
}

std::vector<StoredRun> RunStore::list(std::string_view search, int most) {
    std::istringstream stream{std::string(search)};
    std::vector<std::string> words;
    for (std::string word; stream >> word;) words.push_back(pattern_of(word));
    std::string where = "1";
    for (std::size_t i = 0; i < words.size(); ++i)
        where += fmt::format(" AND (prompt || ' ' || model || ' ' || method) LIKE ?{} ESCAPE '\\'",
                             i + 2);
    Statement query(
        database_,
        fmt::format(
            "SELECT {} FROM runs WHERE {} ORDER BY CASE state WHEN {} THEN 0 WHEN {} THEN 1 "
            "ELSE 2 END, CASE WHEN state = {} THEN place ELSE -finished_ms END, id DESC "
            "LIMIT ?1",
            kColumns, where, number(RunState::Running), number(RunState::Waiting),
            number(RunState::Waiting))
            .c_str());
    query.bind(1, std::int64_t{most});
    for (std::size_t i = 0; i < words.size(); ++i)
        query.bind(static_cast<int>(i) + 2, std::string_view(words[i]));
    std::vector<StoredRun> runs;
    while (query.step()) runs.push_back(read(query));
    return runs;
}

std::filesystem::path usual_file() {
    const auto folder = base::user_data_folder();
    if (!folder) {
        throw Error(ErrorKind::Failed, "neither XDG_DATA_HOME nor HOME is set",
                    "set one of them: the list of runs lies there");
    }
    return *folder / "runs.sqlite";
}

}  // namespace plumbline::store
