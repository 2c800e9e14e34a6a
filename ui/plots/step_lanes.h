// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plots/step_axis.h"

#include <QWidget>

class QPainter;

namespace plumbline::ui {

/// Lanes over the steps of a run, painted by hand below the plots: their range, the cursor's line,
/// a legend under them.
class StepLanes : public QWidget {
    Q_OBJECT

public:
    explicit StepLanes(QWidget* parent = nullptr);

    /// Steps shown: from -0.5 to steps - 0.5.
    void set_range(double from, double to);
    /// A vertical line at this step; below 0: none.
    void set_cursor(int step);

Q_SIGNALS:
    void step_hovered(int step);

protected:
    static constexpr int kGap = 3, kLegendHeight = 16;  // pixels

    void mouseMoveEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;

    [[nodiscard]] StepAxis axis() const { return {.from = from_, .to = to_, .width = width()}; }
    /// From the top of the widget down to here.
    void paint_cursor(QPainter& painter, double bottom) const;
    void paint_legend(QPainter& painter, double top, const QString& text) const;

private:
    double from_ = -0.5, to_ = 0.5;
    int cursor_ = -1;
};

}  // namespace plumbline::ui
