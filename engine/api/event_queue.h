// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/events.h"

#include <cstddef>
#include <functional>
#include <mutex>
#include <vector>

namespace plumbline::api {

/// Events on their way from the engine thread to the one client that drains them. Step and state
/// events are never lost; of the previews only the newest of each job waits; log lines beyond a
/// limit are counted in a Dropped event, which stands where the first of them would have stood. A
/// few events a second pass here, so a mutex and a swap are all it takes.
class EventQueue {
public:
    /// log_limit: log lines that may wait between two drains, all jobs together.
    explicit EventQueue(std::size_t log_limit = 1000) : log_limit_(log_limit) {}

    /// The wake-up runs inside push(), with the queue locked: it must only post, never call back.
    /// It runs at once when events are waiting already, and never again after set_wakeup returned
    /// with another.
    void set_wakeup(std::function<void()> wakeup);
    void push(Event event);
    /// Appends everything that waits to `into`, oldest first.
    void drain(std::vector<Event>& into);

private:
    void place(Event event);

    const std::size_t log_limit_;
    std::mutex mutex_;
    std::vector<Event> events_;
    std::size_t log_lines_ = 0;
    std::function<void()> wakeup_;
};

}  // namespace plumbline::api
