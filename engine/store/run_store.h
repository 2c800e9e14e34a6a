// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/database.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace plumbline::store {

enum class RunState { Waiting, Running, Done, Stopped, Failed, Interrupted };
[[nodiscard]] const char* name(RunState state);  // "waiting", …

/// What a run makes: something new, or another file of what is there.
enum class RunKind { Generate, Export };
[[nodiscard]] const char* name(RunKind kind);  // "generate", "export"

/// One run: waiting in the queue, going, or part of the history.
struct StoredRun {
    std::int64_t id = 0;
    RunKind kind = RunKind::Generate;
    RunState state = RunState::Waiting;
    std::string recipe;  // JSON, as records::recipe_text writes it; of an export: export_text
    std::string prompt, model;
    std::string method;                            // cache method; of an export: its format
    std::string message;                           // why it failed, what to do
    std::string result;                            // the result object, JSON; empty before
    double speedup = 0.0;                          // ideal; 0: not known
    std::int64_t created_ms = 0, finished_ms = 0;  // since 1970, UTC
    std::vector<std::uint8_t> thumbnail;           // an encoded picture; empty: none
};

/// The queue and the history of runs, in one SQLite file that window and command line share.
/// Every change is on disk when its function returns; all throw Error{Failed} with the file's name.
class RunStore {
public:
    /// Opens or makes the file. A run that was going when its program was killed is Interrupted.
    /// owns_queue: runs marked as going are this program's to judge; only one program may say so.
    RunStore(const std::filesystem::path& file, bool owns_queue);

    /// As owns_queue at the beginning: for a program that got the right later.
    void take_over();
    /// At the end of the queue. Returns its id.
    std::int64_t add(const StoredRun& run);
    /// Overwrites the recipe of a waiting run and what was read from it; false when it waits no
    /// more.
    bool edit(const StoredRun& run);
    void start(std::int64_t id);
    void finish(std::int64_t id,
                RunState state,
                std::string_view message,
                std::string_view result,
                double speedup);
    /// A waiting run will not begin; the program that works on a going one is asked to stop it.
    /// False when the run neither waits nor goes.
    bool cancel(std::int64_t id);
    [[nodiscard]] bool stop_asked(std::int64_t id);
    /// A number that changes when another program changed the file.
    [[nodiscard]] std::int64_t foreign_changes();
    void set_thumbnail(std::int64_t id, const std::vector<std::uint8_t>& picture);
    /// Back to the end of the queue; its result and message are forgotten, its files are not.
    void retry(std::int64_t id);
    /// Moves a waiting run before another one; before 0: to the end.
    void move(std::int64_t id, std::int64_t before);
    /// Forgets the run; its files stay.
    void remove(std::int64_t id);

    [[nodiscard]] std::optional<StoredRun> find(std::int64_t id);
    /// The first waiting run.
    [[nodiscard]] std::optional<StoredRun> next();
    /// Running first, then waiting in their order, then finished ones, newest first. search: words
    /// that prompt, model or method must all hold.
    [[nodiscard]] std::vector<StoredRun> list(std::string_view search = {}, int most = 1000);

private:
    Database database_;
};

/// Where window and command line keep their runs: $XDG_DATA_HOME/plumbline/runs.sqlite.
[[nodiscard]] std::filesystem::path usual_file();

}  // namespace plumbline::store
