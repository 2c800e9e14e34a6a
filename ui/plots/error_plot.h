// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plots/run_series.h"
#include "plots/step_plot.h"

namespace plumbline::ui {

/// Probe error and accumulated error of each branch, and the threshold as a line that can be
/// dragged (or moved with the arrow keys) to ask what another threshold would have done.
class ErrorPlot final : public StepPlot {
    Q_OBJECT

public:
    explicit ErrorPlot(QWidget* parent = nullptr);

    void show_series(const RunSeries& series);
    /// Where the line stands now.
    void set_threshold(double threshold);
    [[nodiscard]] double threshold() const { return threshold_; }
    /// Allowed values of the line.
    void set_threshold_bounds(double minimum, double maximum);

    /// The line shows a run that is over: it does not move.
    void set_line_fixed(bool fixed) { line_fixed_ = fixed; }
    /// Stands before the axis' name: which run this is.
    void set_title(const QString& title);

Q_SIGNALS:
    void threshold_dragged(double threshold);   // while it moves
    void threshold_released(double threshold);  // when it was let go

protected:
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void apply_colours() override;

private:
    [[nodiscard]] bool is_near_line(double y) const;
    void move_line(double threshold);

    QCPGraph *cond_error_, *uncond_error_, *cond_sum_, *uncond_sum_, *thresholds_;
    QCPItemStraightLine* line_;
    QCPItemText* label_;
    double threshold_ = 0, minimum_ = 0, maximum_ = 2;
    bool dragging_ = false, line_fixed_ = false;
};

}  // namespace plumbline::ui
