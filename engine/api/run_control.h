// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/engine.h"

#include <condition_variable>
#include <mutex>
#include <optional>
#include <vector>

namespace plumbline::api {

/// One run's mailbox between the threads that command and the engine thread that works.
class RunControl {
public:
    // Any thread.
    void stop(Keep keep);  // the first call decides what is kept
    void set_paused(bool paused);
    void post(Intervention change);  // its step is filled in when it is taken
    void set_error_map(bool on);

    // Engine thread.
    /// Sleeps while paused; throws Cancelled once stopped.
    void checkpoint();
    [[nodiscard]] bool stopped() const;
    [[nodiscard]] Keep keep() const;
    /// Empties the mailbox: what acts from the coming step on, in the order posted.
    [[nodiscard]] std::vector<Intervention> take();
    /// What was last set, or the recipe's wish.
    [[nodiscard]] bool wants_error_map(bool recipe) const;

private:
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    bool paused_ = false;
    bool stopped_ = false;
    Keep keep_ = Keep::Latents;
    std::vector<Intervention> mailbox_;
    std::optional<bool> error_map_;
};

}  // namespace plumbline::api
