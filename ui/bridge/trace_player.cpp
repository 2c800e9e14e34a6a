// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/trace_player.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace plumbline::ui {
namespace {

constexpr double kLongestPause = 10'000.0;  // ms

}  // namespace

TracePlayer::TracePlayer(records::Trace trace, double speed, QObject* parent)
    : RunFeed(parent), trace_(std::move(trace)), speed_(speed) {
    timer_.setSingleShot(true);
    connect(&timer_, &QTimer::timeout, this, &TracePlayer::play_next);
}

void TracePlayer::start() {
    next_ = next_applied_ = 0;
    deliver({kJob, api::PhaseEvent{.phase = api::Phase::Denoise}});
    timer_.start(0);
}

void TracePlayer::play_next() {
    if (next_ >= trace_.steps.size()) {
        finish();
        return;
    }
    const api::StepEvent& step = trace_.steps[next_++];
    while (next_applied_ < trace_.applied.size() &&
           trace_.applied[next_applied_].step <= step.step) {
        deliver({kJob, trace_.applied[next_applied_++]});
    }
    deliver({kJob, step});
    const double pause = speed_ > 0 ? step.ms / speed_ : step.ms;
    timer_.start(static_cast<int>(std::clamp(pause, 0.0, kLongestPause)));
}

void TracePlayer::finish() {
    deliver({kJob, api::FinishedEvent{
                       .outcome = trace_.stopped ? api::Outcome::Stopped : api::Outcome::Done,
                       .message = {},
                       .hint = {},
                       .json = trace_.result,
                       .lines = {}}});
}

}  // namespace plumbline::ui
