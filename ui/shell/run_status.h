// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/engine.h"
#include "api/events.h"

#include <QWidget>
#include <string>

class QLabel;
class QProgressBar;

namespace plumbline::ui {

/// One line about the run: phase, step, what was saved, time to go, memory.
class RunStatus final : public QWidget {
    Q_OBJECT

public:
    explicit RunStatus(QWidget* parent = nullptr);

    void show_phase(const api::PhaseEvent& event);
    /// measured_speedup: NaN when it is not known yet.
    void show_step(const api::StepEvent& event, double ideal_speedup, double measured_speedup);
    /// Where the run computes, as a recipe names it.
    void show_device(const std::string& device);
    void show_export_outcome(api::Outcome outcome);
    /// keep: what a stop left.
    void show_outcome(api::Outcome outcome, api::Keep keep);
    void set_running(bool running);
    [[nodiscard]] QString phase_text() const;

private:
    QLabel *phase_, *numbers_, *memory_, *device_;
    QProgressBar* progress_;
};

}  // namespace plumbline::ui
