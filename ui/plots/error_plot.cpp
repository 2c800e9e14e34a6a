// SPDX-License-Identifier: GPL-3.0-or-later
#include "plots/error_plot.h"

#include "support/theme.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <algorithm>
#include <cmath>

namespace plumbline::ui {
namespace {

constexpr double kReach = 6.0;  // pixels in which the line is taken hold of

double largest_of(const std::vector<double>& values) {
    double largest = 0;
    for (const double value : values) {
        if (std::isfinite(value)) largest = std::max(largest, value);
    }
    return largest;
}

}  // namespace

ErrorPlot::ErrorPlot(QWidget* parent)
    : StepPlot(parent),
      cond_error_(add_line(tr("error, cond"), Qt::SolidLine, QCPScatterStyle::ssDisc)),
      uncond_error_(add_line(tr("error, uncond"), Qt::SolidLine, QCPScatterStyle::ssSquare)),
      cond_sum_(add_line(tr("accumulated, cond"), Qt::DotLine, QCPScatterStyle::ssCross)),
      uncond_sum_(add_line(tr("accumulated, uncond"), Qt::DotLine, QCPScatterStyle::ssPlus)),
      thresholds_(add_line(tr("threshold"), Qt::DashDotLine, QCPScatterStyle::ssNone)),
      line_(new QCPItemStraightLine(this)),
      label_(new QCPItemText(this)) {
    yAxis->setLabel(tr("probe error"));
    show_legend();
    line_->setSelectable(false);
    // Beside the axis, where no value can lie under it.
    label_->setPositionAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    label_->setClipToAxisRect(false);
    label_->position->setTypeX(QCPItemPosition::ptAxisRectRatio);
    label_->position->setTypeY(QCPItemPosition::ptPlotCoords);
    label_->setSelectable(false);
    setAccessibleName(tr("Probe error"));
    setAccessibleDescription(
        tr("Error of every step and the threshold. Up and Down move the threshold, Left and Right "
           "the cursor."));
    yAxis->setRange(0.0, 0.5);
    apply_colours();
}

void ErrorPlot::show_series(const RunSeries& series) {
    const BranchSeries& cond = series.branch(api::Branch::Cond);
    const BranchSeries& uncond = series.branch(api::Branch::Uncond);
    const auto& steps = series.numbers();
    set_values(cond_error_, steps, cond.error);
    set_values(cond_sum_, steps, cond.accumulated);
    set_values(uncond_error_, steps, uncond.error);
    set_values(uncond_sum_, steps, uncond.accumulated);
    set_values(thresholds_, steps, series.thresholds());
    const double top =
        std::max({largest_of(cond.accumulated), largest_of(uncond.accumulated),
                  largest_of(cond.error), largest_of(uncond.error), threshold_, 0.0});
    // A method that goes by the number of the step has neither errors nor a threshold.
    constexpr double kNothing = 1e-9;
    line_->setVisible(top > kNothing);
    label_->setVisible(top > kNothing);
    // Room above for dragging the line up.
    yAxis->setRange(0.0, top > kNothing ? top * 1.15 : 1.0);
    const bool measures = top > kNothing || has_numbers(cond.error) || has_numbers(uncond.error);
    show_note(!measures && !series.empty() ? tr("this method measures no error") : QString());
    request_replot();
}

void ErrorPlot::set_threshold(double threshold) {
    threshold_ = threshold;
    line_->point1->setCoords(0.0, threshold);
    line_->point2->setCoords(1.0, threshold);
    label_->position->setCoords(1.005, threshold);
    label_->setText(QStringLiteral("τ %1").arg(QString::number(threshold, 'g', 3)));
    if (threshold > yAxis->range().upper) yAxis->setRangeUpper(threshold * 1.2);
    request_replot();
}

void ErrorPlot::set_threshold_bounds(double minimum, double maximum) {
    minimum_ = minimum;
    maximum_ = maximum;
}

bool ErrorPlot::is_near_line(double y) const {
    return std::abs(yAxis->coordToPixel(threshold_) - y) <= kReach;
}

void ErrorPlot::move_line(double threshold) {
    set_threshold(std::clamp(threshold, minimum_, maximum_));
    Q_EMIT threshold_dragged(threshold_);
}

void ErrorPlot::set_title(const QString& title) {
    yAxis->setLabel(tr("%1: error").arg(title));
}

void ErrorPlot::mousePressEvent(QMouseEvent* event) {
    if (!line_fixed_ && event->button() == Qt::LeftButton && is_near_line(event->position().y())) {
        dragging_ = true;
        event->accept();
        return;
    }
    StepPlot::mousePressEvent(event);
}

void ErrorPlot::mouseMoveEvent(QMouseEvent* event) {
    if (dragging_) {
        move_line(yAxis->pixelToCoord(event->position().y()));
        return;
    }
    setCursor(!line_fixed_ && is_near_line(event->position().y()) ? Qt::SizeVerCursor
                                                                  : Qt::ArrowCursor);
    StepPlot::mouseMoveEvent(event);
}

void ErrorPlot::mouseReleaseEvent(QMouseEvent* event) {
    if (!dragging_) {
        StepPlot::mouseReleaseEvent(event);
        return;
    }
    dragging_ = false;
    Q_EMIT threshold_released(threshold_);
}

void ErrorPlot::keyPressEvent(QKeyEvent* event) {
    const bool up = event->key() == Qt::Key_Up, down = event->key() == Qt::Key_Down;
    if (line_fixed_ || (!up && !down)) {
        StepPlot::keyPressEvent(event);
        return;
    }
    const double step = event->modifiers().testFlag(Qt::ShiftModifier) ? 1.1 : 1.02;
    move_line(up ? std::max(threshold_, 1e-4) * step : threshold_ / step);
    Q_EMIT threshold_released(threshold_);
}

void ErrorPlot::apply_colours() {
    StepPlot::apply_colours();
    const PlotColours colours = plot_colours(palette());
    const auto paint = [](QCPGraph* graph, const QColor& colour) {
        QPen pen = graph->pen();
        pen.setColor(colour);
        graph->setPen(pen);
    };
    paint(cond_error_, colours.cond);
    paint(cond_sum_, colours.cond);
    paint(uncond_error_, colours.uncond);
    paint(uncond_sum_, colours.uncond);
    paint(thresholds_, colours.threshold);
    line_->setPen(QPen(colours.threshold, 2));
    label_->setColor(colours.threshold);
    label_->setFont(font());
}

}  // namespace plumbline::ui
