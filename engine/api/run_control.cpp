// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/run_control.h"

#include "base/error.h"

#include <utility>

namespace plumbline::api {

void RunControl::stop(Keep keep) {
    {
        const std::lock_guard lock(mutex_);
        if (stopped_) return;
        stopped_ = true;
        keep_ = keep;
    }
    changed_.notify_all();
}

void RunControl::set_paused(bool paused) {
    {
        const std::lock_guard lock(mutex_);
        paused_ = paused;
    }
    changed_.notify_all();
}

void RunControl::post(Intervention change) {
    const std::lock_guard lock(mutex_);
    mailbox_.push_back(std::move(change));
}

void RunControl::set_error_map(bool on) {
    const std::lock_guard lock(mutex_);
    error_map_ = on;
}

void RunControl::checkpoint() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return stopped_ || !paused_; });
    if (stopped_) throw Cancelled{};
}

bool RunControl::stopped() const {
    const std::lock_guard lock(mutex_);
    return stopped_;
}

Keep RunControl::keep() const {
    const std::lock_guard lock(mutex_);
    return keep_;
}

std::vector<Intervention> RunControl::take() {
    const std::lock_guard lock(mutex_);
    return std::exchange(mailbox_, {});
}

bool RunControl::wants_error_map(bool recipe) const {
    const std::lock_guard lock(mutex_);
    return error_map_.value_or(recipe);
}

}  // namespace plumbline::api
