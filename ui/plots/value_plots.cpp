// SPDX-License-Identifier: GPL-3.0-or-later
#include "plots/value_plots.h"

#include "support/theme.h"

#include <algorithm>
#include <cmath>

namespace plumbline::ui {
namespace {

void paint(QCPGraph* graph, const QColor& colour) {
    QPen pen = graph->pen();
    pen.setColor(colour);
    graph->setPen(pen);
}

double largest_of(std::initializer_list<const std::vector<double>*> columns, double at_least) {
    double largest = at_least;
    for (const std::vector<double>* values : columns) {
        for (const double value : *values) {
            if (std::isfinite(value)) largest = std::max(largest, value);
        }
    }
    return largest;
}

}  // namespace

WeightPlot::WeightPlot(QWidget* parent)
    : StepPlot(parent),
      cond_(add_line(tr("γ, cond"), Qt::SolidLine, QCPScatterStyle::ssDisc)),
      cond_raw_(add_line(tr("raw, cond"), Qt::DotLine, QCPScatterStyle::ssCircle)),
      uncond_(add_line(tr("γ, uncond"), Qt::SolidLine, QCPScatterStyle::ssSquare)),
      uncond_raw_(add_line(tr("raw, uncond"), Qt::DotLine, QCPScatterStyle::ssPlus)) {
    yAxis->setLabel(tr("weight γ"));
    yAxis->setRange(0.0, 2.0);
    show_legend();
    setAccessibleName(tr("Alignment weight"));
    apply_colours();
}

void WeightPlot::show_series(const RunSeries& series) {
    const BranchSeries& cond = series.branch(api::Branch::Cond);
    const BranchSeries& uncond = series.branch(api::Branch::Uncond);
    set_values(cond_, series.numbers(), cond.weight);
    set_values(cond_raw_, series.numbers(), cond.weight_raw);
    set_values(uncond_, series.numbers(), uncond.weight);
    set_values(uncond_raw_, series.numbers(), uncond.weight_raw);
    const double top =
        largest_of({&cond.weight, &cond.weight_raw, &uncond.weight, &uncond.weight_raw}, 1.0);
    yAxis->setRange(0.0, top * 1.15);
    const bool aligns = has_numbers(cond.weight) || has_numbers(uncond.weight);
    // DiCache's first weight comes with its first reused step.
    const bool is_over = series.done() == series.steps();
    show_note(!aligns && !series.empty() && is_over ? tr("nothing was aligned") : QString());
    request_replot();
}

void WeightPlot::apply_colours() {
    StepPlot::apply_colours();
    const PlotColours colours = plot_colours(palette());
    paint(cond_, colours.cond);
    paint(cond_raw_, colours.cond);
    paint(uncond_, colours.uncond);
    paint(uncond_raw_, colours.uncond);
}

TimingPlot::TimingPlot(QWidget* parent)
    : StepPlot(parent),
      time_(add_line(tr("ms a step"), Qt::SolidLine, QCPScatterStyle::ssDisc)),
      memory_(add_line(tr("cache, MB"), Qt::DashLine, QCPScatterStyle::ssNone)) {
    yAxis->setLabel(tr("ms"));
    yAxis->setRange(0.0, 100.0);
    yAxis2->setRange(0.0, 1.0);
    yAxis2->setVisible(true);
    yAxis2->ticker()->setTickCount(4);
    xAxis->setLabel(tr("step"));
    axisRect()->setMargins(QMargins(kAxisMargin, 8, kAxisMargin, 40));
    setMinimumHeight(minimumHeight() + 18);  // for the axis' name
    memory_->setValueAxis(yAxis2);
    show_legend();
    setAccessibleName(tr("Time and memory"));
    apply_colours();
}

void TimingPlot::show_series(const RunSeries& series) {
    set_values(time_, series.numbers(), series.step_ms());
    set_values(memory_, series.numbers(), series.cache_megabytes());
    yAxis->setRange(0.0, largest_of({&series.step_ms()}, 1e-3) * 1.15);
    yAxis2->setRange(0.0, largest_of({&series.cache_megabytes()}, 1e-3) * 1.15);
    request_replot();
}

void TimingPlot::apply_colours() {
    StepPlot::apply_colours();
    const PlotColours colours = plot_colours(palette());
    paint(time_, colours.cond);
    paint(memory_, colours.predicted);
}

}  // namespace plumbline::ui
