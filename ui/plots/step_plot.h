// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <qcustomplot.h>

#include <QMargins>
#include <QTimer>

namespace plumbline::ui {

/// Pixels left and right of every plot and lane, so that their step axes stand above each other.
inline constexpr int kAxisMargin = 58;

/// A plot over the steps of a run: shared range, a cursor at one step, colours of the palette,
/// repainted at most 30 times a second.
class StepPlot : public QCustomPlot {
    Q_OBJECT

public:
    explicit StepPlot(QWidget* parent = nullptr);

    /// Steps shown: from -0.5 to steps - 0.5.
    void set_range(double from, double to);
    /// A vertical line at this step; below 0: none.
    void set_cursor(int step);
    void request_replot();
    [[nodiscard]] int replots() const { return replots_; }

Q_SIGNALS:
    void step_hovered(int step);
    /// Left and Right: the cursor goes so many steps on.
    void cursor_moved(int by);
    /// The wheel: zoom by a factor around a step.
    void zoom_asked(double factor, double center);

protected:
    void changeEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

    /// Called at the start and when the palette changes; draw with these colours.
    virtual void apply_colours();
    /// Words in the middle of a plot that has nothing to show; empty: none.
    void show_note(const QString& text);
    /// Legend in a row of its own above the plot, so that it never covers a value.
    void show_legend();
    /// A graph with a legend entry; a marker at every point, while there are few.
    QCPGraph* add_line(const QString& name,
                       Qt::PenStyle style,
                       QCPScatterStyle::ScatterShape shape);
    /// Values against steps; points without a value break the line.
    static void set_values(QCPGraph* graph,
                           const std::vector<double>& steps,
                           const std::vector<double>& values);

private:
    QCPItemStraightLine* cursor_;
    QCPItemText* note_;
    QTimer timer_;
    int replots_ = 0;
};

}  // namespace plumbline::ui
