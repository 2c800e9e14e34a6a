// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>

namespace plumbline::cli {

/// Where the main thread sleeps: a pipe that the engine's wake-up and the signal handlers write to.
/// While one exists, the first SIGINT or SIGTERM only wakes; a second one of the same kind ends the
/// process at once. One at a time in a process. Throws Error{Failed} when no pipe can be had.
class Waker {
public:
    Waker();
    ~Waker();
    Waker(const Waker&) = delete;
    Waker& operator=(const Waker&) = delete;

    /// Any thread.
    void wake();
    /// Sleeps until woken or until a signal came.
    void wait();
    /// The first signal that came; 0 when none did.
    [[nodiscard]] int signal() const;

private:
    std::array<int, 2> pipe_{-1, -1};
};

}  // namespace plumbline::cli
