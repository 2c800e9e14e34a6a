// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "bridge/run_feed.h"
#include "records/trace.h"

#include <QTimer>
#include <cstddef>
#include <limits>

namespace plumbline::ui {

/// Plays a recorded run as if it happened now.
class TracePlayer final : public RunFeed {
    Q_OBJECT

public:
    /// No engine counts that far.
    static constexpr api::JobId kJob = std::numeric_limits<api::JobId>::max();

    /// speed: how many times faster than it was recorded; steps come as fast as they are drawn when
    /// it is infinite.
    TracePlayer(records::Trace trace, double speed, QObject* parent = nullptr);

    [[nodiscard]] const records::Trace& trace() const { return trace_; }
    void start();

private:
    void play_next();
    void finish();

    records::Trace trace_;
    double speed_;
    QTimer timer_;
    std::size_t next_ = 0, next_applied_ = 0;
};

}  // namespace plumbline::ui
