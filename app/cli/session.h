// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/engine.h"
#include "cli/output.h"
#include "cli/progress.h"
#include "cli/waker.h"

#include <functional>

namespace CLI {
class App;
}

namespace plumbline::cli {

/// How results and progress leave the program.
struct Reporting {
    bool json = false;    // the result as one object a line
    bool events = false;  // every event as one object a line, the result object last
    bool quiet = false;   // no progress
};

enum class EventsFlag { Offered, Absent };
/// --json, --quiet and, where a run has steps to tell of, --events jsonl.
void add_reporting(CLI::App& command, Reporting& reporting, EventsFlag events);

/// Runs jobs one after another on an engine of its own: the main thread sleeps until the engine has
/// news or a signal comes, passes events on and stops the running job when it is interrupted.
class Session {
public:
    explicit Session(const Reporting& reporting);

    /// Runs one request to its end. `observe` also sees every event, the last one too.
    [[nodiscard]] api::FinishedEvent run(api::Request request,
                                         const std::function<void(const api::Body&)>& observe = {});
    /// The same without a word to the outside: a question before the work.
    [[nodiscard]] api::FinishedEvent ask(api::Request request);
    /// Prints the result, or what went wrong, and returns the exit code.
    [[nodiscard]] int report(const api::FinishedEvent& finished);
    /// run() and report() in one.
    [[nodiscard]] int complete(api::Request request);

    /// A signal came: start nothing more.
    [[nodiscard]] bool interrupted() const { return waker_.signal() != 0; }
    /// That came; 0: none.
    [[nodiscard]] int signal() const { return waker_.signal(); }
    /// Stops the running request at its next step and keeps its latents.
    void stop() { engine_.stop(job_, api::Keep::Latents); }
    /// Tells how many jobs there will be, for the progress display.
    void expect_jobs(int count) { progress_.expect_jobs(count); }

    Output& output() { return output_; }

private:
    void pass_on(const api::Event& event);
    void stop_once();

    Reporting reporting_;
    Output output_;
    Progress progress_;
    Waker waker_;
    bool stopping_ = false, asking_ = false;
    api::JobId job_ = 0, asked_ = 0;  // questions are no jobs to the outside
    api::Engine engine_;              // after what its wake-up uses
};

}  // namespace plumbline::cli
