// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/events.h"
#include "api/export.h"
#include "api/forecast.h"
#include "api/recipe.h"

#include <functional>
#include <memory>
#include <string>
#include <variant>
#include <vector>

namespace plumbline::api {

using Request = std::variant<Recipe,
                             ReplayRequest,
                             InspectRequest,
                             ClipRequest,
                             TokensRequest,
                             ForecastRequest,
                             CompareRequest,
                             ExportRequest,
                             BenchRequest,
                             CalibrateRequest,
                             CatalogRequest,
                             LibraryRequest,
                             SystemRequest>;

/// How the engine's threads stand against the others of the program.
enum class Priority { Normal, BelowWindow };

/// What a stopped run leaves behind.
enum class Keep { Latents, Nothing };

/// The engine as window and command line see it: commands in, value events out. Every function may
/// be called from any thread and none waits for the worker. The worker thread opens the engine
/// library (libplumbline_engine.so, and with it LibTorch) at the first job, so constructing this is
/// cheap.
class Engine {
public:
    explicit Engine(Priority priority = Priority::Normal);
    /// Stops the running job at its next checkpoint and joins.
    ~Engine();
    Engine(const Engine&) = delete;
    Engine& operator=(const Engine&) = delete;

    /// Jobs run one at a time in the order given. Every job ends with exactly one FinishedEvent.
    JobId submit(Request request);
    /// Also takes a waiting job out of the line.
    void stop(JobId job, Keep keep);
    void set_paused(JobId job, bool paused);
    /// Acts at the next step boundary of a running generation, in both branches.
    void update_policy(JobId job, Params params);
    /// The next step of both branches is computed whatever the error says.
    void compute_next(JobId job);
    /// From the next step on nothing is skipped until the run ends.
    void never_skip(JobId job);

    /// Switches PassRecord::error_map on or off from the next step on. Part of no record: the
    /// result is the same.
    void set_error_map(JobId job, bool on);

    /// Called when the queue turns non-empty: on the engine thread, or on the thread that stops a
    /// waiting job, and at once when events wait already. It must only post and never call back
    /// into the Engine.
    void set_wakeup(std::function<void()> wakeup);
    /// Moves what happened so far into `into` (appended). Never blocks for long.
    void drain(std::vector<Event>& into);

private:
    struct State;
    std::unique_ptr<State> state_;
};

/// Program version, also written into every record.
[[nodiscard]] const char* version();

}  // namespace plumbline::api
