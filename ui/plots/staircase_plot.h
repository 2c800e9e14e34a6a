// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "insight/staircase.h"
#include "plots/prediction.h"

#include <qcustomplot.h>

#include <QTimer>
#include <optional>
#include <vector>

namespace plumbline::ui {

/// Ideal speed-up over the threshold, replayed on the errors of a run; a click or the arrow keys
/// choose a threshold.
class StaircasePlot final : public QCustomPlot {
    Q_OBJECT

public:
    explicit StaircasePlot(QWidget* parent = nullptr);

    /// Empty: nothing is drawn.
    void show_treads(std::vector<insight::Tread> treads);
    void set_threshold(double threshold);
    /// Marks what a what-if said and what the run did; nothing: no marks.
    void mark(const std::optional<PredictionOutcome>& outcome);
    [[nodiscard]] const std::vector<insight::Tread>& treads() const { return treads_; }

Q_SIGNALS:
    void threshold_chosen(double threshold);

protected:
    void mousePressEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void changeEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void apply_colours();
    void choose(double threshold);
    void request_replot();

    std::vector<insight::Tread> treads_;
    QCPGraph* stairs_;
    QCPItemStraightLine* line_;
    QCPGraph *predicted_, *actual_;  // one point each
    QCPItemText *predicted_label_, *actual_label_;
    double threshold_ = 0;
    QTimer refresh_;
};

/// Treads of a run, up to where nothing more can be reused; fewer of very long runs, so that the
/// window stays quick.
[[nodiscard]] std::vector<insight::Tread> treads_of(const insight::Recording& recording);

}  // namespace plumbline::ui
