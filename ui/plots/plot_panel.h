// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plots/planned_schedule.h"
#include "plots/prediction.h"
#include "plots/run_series.h"

#include <QTimer>
#include <QWidget>

class QLabel;

namespace plumbline::ui {

class BlockMap;
class DecisionStrip;
class ErrorPlot;
class StepPlot;
class TimingPlot;
class WeightPlot;

/// The plots of one run above each other: one step axis, one cursor, one sentence about the step
/// under it, and the answer to "what if" while the threshold line moves.
class PlotPanel final : public QWidget {
    Q_OBJECT

public:
    explicit PlotPanel(QWidget* parent = nullptr);

    void begin_run(int steps, const std::optional<insight::Rule>& rule, double threshold);
    void append(const api::StepEvent& event);
    void note(const api::ParamsApplied& applied);
    /// Only the error plot and the lanes, for a panel of little height.
    void set_compact(bool compact);
    /// The schedule of the run that the settings describe, where it is known; not while a run goes.
    void show_plan(const std::optional<PlannedSchedule>& plan);
    /// The threshold of the controls changed.
    void set_threshold(double threshold);
    void set_threshold_bounds(double minimum, double maximum);
    /// The engine finished this run whole: holds it against the what-if before it and says so.
    std::optional<PredictionOutcome> settle_prediction();
    [[nodiscard]] const RunSeries& series() const { return series_; }

Q_SIGNALS:
    /// The line was let go at this value.
    void threshold_chosen(double threshold);
    void step_hovered(int step);

public:
    /// Shows this step in every plot; below 0: none.
    void set_cursor(int step);

private:
    void refresh();
    void show_blocks();
    void show_range();
    void zoom(double factor, double center);
    void predict(double threshold);
    void describe_step();

    RunSeries series_;
    PredictionLog predictions_;
    ErrorPlot* error_;
    DecisionStrip* strip_;
    BlockMap* blocks_;
    WeightPlot* weight_;
    TimingPlot* timing_;
    std::vector<StepPlot*> plots_;
    QLabel *sentence_, *forecast_;
    QTimer refresh_timer_;
    double from_ = -0.5, to_ = 0.5;
    int cursor_ = -1;
    bool shows_plan_ = false;  // and not a what-if
    bool compact_ = false;
};

}  // namespace plumbline::ui
