// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/event_queue.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace plumbline::api {
namespace {

/// The waiting event of kind T of one job that came last; end() when there is none. Looks from the
/// back: with a client that drains, the queue is a handful of events long.
template <typename T>
std::vector<Event>::iterator newest(std::vector<Event>& events, JobId job) {
    const auto found = std::find_if(events.rbegin(), events.rend(), [job](const Event& event) {
        return event.job == job && std::holds_alternative<T>(event.body);
    });
    return found == events.rend() ? events.end() : std::prev(found.base());
}

}  // namespace

void EventQueue::set_wakeup(std::function<void()> wakeup) {
    const std::lock_guard lock(mutex_);
    wakeup_ = std::move(wakeup);
    if (wakeup_ && !events_.empty()) wakeup_();
}

void EventQueue::push(Event event) {
    const std::lock_guard lock(mutex_);
    const bool was_empty = events_.empty();
    place(std::move(event));
    if (was_empty && wakeup_) wakeup_();
}

void EventQueue::place(Event event) {
    if (std::holds_alternative<PreviewEvent>(event.body)) {
        const auto old = newest<PreviewEvent>(events_, event.job);
        if (old != events_.end()) events_.erase(old);
    } else if (std::holds_alternative<LogEvent>(event.body)) {
        if (log_lines_ >= log_limit_) {
            const auto marker = newest<Dropped>(events_, event.job);
            if (marker != events_.end()) {
                ++std::get<Dropped>(marker->body).lines;
                return;
            }
            event.body = Dropped{.lines = 1};
        } else {
            ++log_lines_;
        }
    }
    events_.push_back(std::move(event));
}

void EventQueue::drain(std::vector<Event>& into) {
    std::vector<Event> taken;
    {
        const std::lock_guard lock(mutex_);
        taken.swap(events_);
        log_lines_ = 0;
    }
    into.insert(into.end(), std::make_move_iterator(taken.begin()),
                std::make_move_iterator(taken.end()));
}

}  // namespace plumbline::api
