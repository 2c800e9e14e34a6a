// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>

namespace plumbline::store {

/// The right to work on a queue: one program at a time has it. It is a lock on a file beside the
/// queue's that the system takes back when the program ends, however it ends.
class QueueOwner {
public:
    /// file: the queue's. Asks at once.
    explicit QueueOwner(const std::filesystem::path& file);
    ~QueueOwner();
    QueueOwner(const QueueOwner&) = delete;
    QueueOwner& operator=(const QueueOwner&) = delete;

    /// Asks again when it has not got it. Throws Error{Failed} when the lock file cannot be
    /// written.
    bool try_own();
    [[nodiscard]] bool owns() const { return descriptor_ >= 0; }
    /// The process that works on this queue; 0: none does. Takes nothing.
    [[nodiscard]] static int holder(const std::filesystem::path& file);

private:
    std::filesystem::path lock_;
    int descriptor_ = -1;
};

}  // namespace plumbline::store
