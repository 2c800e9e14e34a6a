// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/engine.h"

#include "api/event_queue.h"
#include "api/facade.h"
#include "api/facade_loader.h"
#include "api/run_control.h"
#include "base/check.h"
#include "base/error.h"

#include <algorithm>
#include <cctype>
#include <condition_variable>
#include <cstdlib>
#include <deque>
#include <exception>
#include <mutex>
#include <new>
#include <string_view>
#include <sys/resource.h>
#include <thread>
#include <utility>

namespace plumbline::api {
namespace {

constexpr int kBelowWindow = 5;  // niceness

struct Job {
    JobId id = 0;
    Request request;
    std::shared_ptr<RunControl> control;
};

FinishedEvent failed(ErrorKind kind, std::string message, std::string hint) {
    FinishedEvent event;
    event.outcome = Outcome::Failed;
    event.kind = kind;
    event.message = std::move(message);
    event.hint = std::move(hint);
    return event;
}

FinishedEvent stopped() {
    FinishedEvent event;
    event.outcome = Outcome::Stopped;
    return event;
}

FinishedEvent out_of_memory(const std::string& what) {
    return failed(ErrorKind::OutOfMemory, "not enough memory: " + what,
                  "make the size smaller, use fewer frames, or try --residency swap");
}

/// LibTorch reports a failed allocation as a plain exception; only its words tell.
bool speaks_of_memory(std::string_view what) {
    std::string lower(what);
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
    return lower.find("out of memory") != std::string::npos ||
           lower.find("can't allocate memory") != std::string::npos;
}

/// Messages are one line; LibTorch appends a stack trace.
std::string first_line(std::string_view what) {
    return std::string(what.substr(0, what.find('\n')));
}

FinishedEvent describe(const std::exception& error) {
    const std::string what = first_line(error.what());
    if (speaks_of_memory(error.what())) return out_of_memory(what);
    if (dynamic_cast<const InternalError*>(&error) != nullptr) {
        return failed(ErrorKind::Failed, "internal error: " + what,
                      "please report it with this line");
    }
    return failed(ErrorKind::Failed, what, {});
}

}  // namespace

struct Engine::State {
    EventQueue events;
    Priority priority = Priority::Normal;

    std::mutex mutex;
    std::condition_variable changed;
    std::deque<Job> waiting;  // oldest first
    JobId running_id = 0;     // 0: none
    std::shared_ptr<RunControl> running;
    JobId last_id = 0;
    bool closing = false;

    std::unique_ptr<Backend> backend;  // engine thread only
    std::jthread worker;               // last: joins before the rest goes

    void work();
    bool next(Job& job);
    void run(const Job& job);
    FinishedEvent outcome_of(const Job& job);
    std::shared_ptr<RunControl> control_of(JobId job);
};

void Engine::State::work() {
    if (priority == Priority::BelowWindow) {
        // On Linux this is the thread's own; those that it starts inherit it. Refused: nothing is
        // lost.
        static_cast<void>(setpriority(PRIO_PROCESS, 0, kBelowWindow));
    }
    for (Job job; next(job);) run(job);
    backend.reset();  // what this thread made it also takes down
}

/// Waits for a job and marks it as running; false when the engine closes.
bool Engine::State::next(Job& job) {
    std::unique_lock lock(mutex);
    changed.wait(lock, [this] { return closing || !waiting.empty(); });
    if (closing) return false;
    job = std::move(waiting.front());
    waiting.pop_front();
    running_id = job.id;
    running = job.control;
    return true;
}

void Engine::State::run(const Job& job) {
    FinishedEvent result = outcome_of(job);
    {
        const std::lock_guard lock(mutex);
        running_id = 0;
        running.reset();
    }
    events.push({job.id, std::move(result)});
}

/// The one place where everything that a run throws ends.
FinishedEvent Engine::State::outcome_of(const Job& job) {
    try {
        if (backend == nullptr) backend = load_backend();
        return backend->run(job.request, *job.control, [this, &job](Body body) {
            PLUMBLINE_CHECK(!std::holds_alternative<FinishedEvent>(body),
                            "only the job loop publishes the end of a job");
            events.push({job.id, std::move(body)});
        });
    } catch (const Cancelled&) {
        return stopped();
    } catch (const Error& error) {
        return failed(error.kind(), error.message(), error.hint());
    } catch (const std::bad_alloc&) {
        return out_of_memory("an allocation on the host failed");
    } catch (const std::exception& error) {
        return describe(error);
    } catch (...) {
        return failed(ErrorKind::Failed, "the engine failed without saying why", {});
    }
}

/// The control of a running or waiting job; null when it is neither.
std::shared_ptr<RunControl> Engine::State::control_of(JobId job) {
    const std::lock_guard lock(mutex);
    if (job == 0) return nullptr;
    if (job == running_id) return running;
    for (const Job& one : waiting) {
        if (one.id == job) return one.control;
    }
    return nullptr;
}

Engine::Engine(Priority priority) : state_(std::make_unique<State>()) {
    state_->priority = priority;
    // OpenMP's threads spin between parallel regions unless told not to, and beside an encoder or
    // any other busy process that made a run five times slower. It reads this when LibTorch is
    // opened, later; here no other thread of ours exists yet that could read the environment.
    ::setenv("OMP_WAIT_POLICY", "passive", /*overwrite=*/0);
    // The AV1 encoder writes lines of its own to stderr unless told to keep to what ends it.
    ::setenv("SVT_LOG", "0", /*overwrite=*/0);
}

Engine::~Engine() {
    {
        const std::lock_guard lock(state_->mutex);
        state_->closing = true;
        if (state_->running != nullptr) state_->running->stop(Keep::Latents);
    }
    state_->changed.notify_all();
    state_->events.set_wakeup({});  // the client may be half gone already
}

JobId Engine::submit(Request request) {
    JobId id = 0;
    {
        const std::lock_guard lock(state_->mutex);
        id = ++state_->last_id;
        state_->waiting.push_back({id, std::move(request), std::make_shared<RunControl>()});
        if (!state_->worker.joinable()) {
            state_->worker = std::jthread([state = state_.get()] { state->work(); });
        }
    }
    state_->changed.notify_all();
    return id;
}

void Engine::stop(JobId job, Keep keep) {
    {
        const std::lock_guard lock(state_->mutex);
        if (job != 0 && job == state_->running_id) {
            state_->running->stop(keep);
            return;
        }
        auto& waiting = state_->waiting;
        const auto found = std::find_if(waiting.begin(), waiting.end(),
                                        [job](const Job& one) { return one.id == job; });
        if (found == waiting.end()) return;
        waiting.erase(found);
    }
    state_->events.push({job, stopped()});
}

void Engine::set_paused(JobId job, bool paused) {
    if (const auto control = state_->control_of(job)) control->set_paused(paused);
}

void Engine::update_policy(JobId job, Params params) {
    if (const auto control = state_->control_of(job)) {
        control->post(
            {.kind = Intervention::Kind::SetParams, .step = 0, .params = std::move(params)});
    }
}

void Engine::compute_next(JobId job) {
    if (const auto control = state_->control_of(job)) {
        control->post({.kind = Intervention::Kind::ComputeNext, .step = 0, .params = {}});
    }
}

void Engine::never_skip(JobId job) {
    if (const auto control = state_->control_of(job)) {
        control->post({.kind = Intervention::Kind::NeverSkip, .step = 0, .params = {}});
    }
}

void Engine::set_error_map(JobId job, bool on) {
    if (const auto control = state_->control_of(job)) control->set_error_map(on);
}

void Engine::set_wakeup(std::function<void()> wakeup) {
    state_->events.set_wakeup(std::move(wakeup));
}

void Engine::drain(std::vector<Event>& into) {
    state_->events.drain(into);
}

const char* version() {
    return PLUMBLINE_VERSION;
}

}  // namespace plumbline::api
