// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/session.h"

#include "cli/event_json.h"

#include <CLI/CLI.hpp>

#include <csignal>
#include <utility>
#include <vector>

namespace plumbline::cli {

void add_reporting(CLI::App& command, Reporting& reporting, EventsFlag events) {
    command.add_flag("--json", reporting.json, "Print the result as one JSON object");
    if (events == EventsFlag::Offered) {
        command
            .add_option_function<std::string>(
                "--events", [&reporting](const std::string&) { reporting.events = true; },
                "Print every event as one JSON object a line, the result last")
            ->type_name("jsonl")
            ->check(CLI::IsMember({"jsonl"}).description(""));
    }
    command.add_flag("-q,--quiet", reporting.quiet, "No progress on standard error");
}

namespace {

/// Exit codes of an interrupted process are 128 and the signal, as a shell reports them.
int code_of(const api::FinishedEvent& finished, int signal) {
    if (signal != 0) return 128 + signal;
    switch (finished.outcome) {
        case api::Outcome::Done: return 0;
        case api::Outcome::Stopped: return 128 + SIGINT;
        case api::Outcome::Failed: return exit_code(finished.kind);
    }
    return exit_code(ErrorKind::Failed);
}

}  // namespace

Session::Session(const Reporting& reporting) : reporting_(reporting), progress_(reporting.quiet) {
    engine_.set_wakeup([this] { waker_.wake(); });
}

api::FinishedEvent Session::run(api::Request request,
                                const std::function<void(const api::Body&)>& observe) {
    job_ = engine_.submit(std::move(request));
    std::vector<api::Event> events;
    for (;;) {
        waker_.wait();
        if (interrupted()) stop_once();
        events.clear();
        engine_.drain(events);
        for (const api::Event& event : events) {
            pass_on(event);
            if (observe) observe(event.body);
            if (const auto* end = std::get_if<api::FinishedEvent>(&event.body)) return *end;
        }
    }
}

api::FinishedEvent Session::ask(api::Request request) {
    asking_ = true;
    const api::FinishedEvent answer = run(std::move(request));
    asking_ = false;
    ++asked_;
    return answer;
}

void Session::stop_once() {
    if (std::exchange(stopping_, true)) return;
    progress_.note("stopping and saving the state; once more to quit at once");
    stop();
}

void Session::pass_on(const api::Event& event) {
    if (asking_) return;
    const api::Event shown{.job = event.job - asked_, .body = event.body};
    progress_.handle(shown);
    if (!reporting_.events) return;
    if (const std::string line = event_line(shown); !line.empty()) output_.line(line);
}

int Session::report(const api::FinishedEvent& finished) {
    progress_.clear();
    if (reporting_.json || reporting_.events) {
        if (!finished.json.empty()) output_.line(finished.json);
    } else {
        for (const std::string& line : finished.lines) output_.line(line);
    }
    if (finished.outcome == api::Outcome::Failed) {
        print_error(Error(finished.kind, finished.message, finished.hint));
    }
    return output_.finish(code_of(finished, waker_.signal()));
}

int Session::complete(api::Request request) {
    return report(run(std::move(request)));
}

}  // namespace plumbline::cli
