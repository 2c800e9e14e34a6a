// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plots/run_series.h"
#include "records/trace.h"

#include <QWidget>
#include <array>

class QLabel;

namespace plumbline::ui {

class DecisionStrip;
class ErrorPlot;

/// The recorded decisions of two runs above each other: one step axis, one cursor, and a frame
/// around every step that they decided differently.
class LinkedTraces final : public QWidget {
    Q_OBJECT

public:
    explicit LinkedTraces(QWidget* parent = nullptr);

    /// side: 0 is A, 1 is B. A trace without steps empties the side.
    void show_trace(int side, const records::Trace& trace);
    void swap_sides();
    void set_cursor(int step);
    [[nodiscard]] int cursor() const { return cursor_; }
    [[nodiscard]] const RunSeries& series(int side) const {
        return sides_[static_cast<std::size_t>(side)].series;
    }
    /// Steps at which some branch was decided otherwise; of the steps that both have.
    [[nodiscard]] std::vector<int> differing_steps() const;

Q_SIGNALS:
    void step_hovered(int step);

private:
    struct Side {
        RunSeries series;
        double threshold = 0;
        ErrorPlot* plot = nullptr;
        DecisionStrip* strip = nullptr;
    };
    void refresh();
    void describe_step();

    std::array<Side, 2> sides_;
    QLabel *summary_, *sentence_;
    int cursor_ = -1;
};

}  // namespace plumbline::ui
