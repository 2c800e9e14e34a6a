// SPDX-License-Identifier: GPL-3.0-or-later
#include "plots/plot_panel.h"

#include "plots/block_map.h"
#include "plots/decision_strip.h"
#include "plots/error_plot.h"
#include "plots/step_explanation.h"
#include "plots/value_plots.h"

#include <QLabel>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>
#include <utility>

namespace plumbline::ui {
namespace {

constexpr int kFrameMs = 33;
constexpr double kSmallestSpan = 4.0;  // steps

QLabel* text_line(QWidget* parent) {
    auto* label = new QLabel(parent);
    label->setTextFormat(Qt::PlainText);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    label->setContentsMargins(8, 0, 8, 0);
    label->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    return label;
}

}  // namespace

PlotPanel::PlotPanel(QWidget* parent)
    : QWidget(parent),
      error_(new ErrorPlot(this)),
      strip_(new DecisionStrip(this)),
      blocks_(new BlockMap(this)),
      weight_(new WeightPlot(this)),
      timing_(new TimingPlot(this)),
      plots_{error_, weight_, timing_},
      sentence_(text_line(this)),
      forecast_(text_line(this)) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(sentence_);
    column->addWidget(error_, 5);
    column->addWidget(strip_);
    column->addWidget(blocks_);
    column->addWidget(forecast_);
    column->addWidget(weight_, 3);
    column->addWidget(timing_, 3);
    sentence_->setAccessibleName(tr("The step under the cursor"));
    forecast_->setAccessibleName(tr("What another threshold would do"));
    for (StepPlot* plot : plots_) {
        connect(plot, &StepPlot::step_hovered, this, &PlotPanel::set_cursor);
        connect(plot, &StepPlot::cursor_moved, this, [this](int by) {
            set_cursor(std::clamp((cursor_ < 0 ? series_.done() - 1 : cursor_) + by, 0,
                                  std::max(0, series_.done() - 1)));
        });
        connect(plot, &StepPlot::zoom_asked, this, &PlotPanel::zoom);
    }
    connect(strip_, &DecisionStrip::step_hovered, this, &PlotPanel::set_cursor);
    connect(blocks_, &BlockMap::step_hovered, this, &PlotPanel::set_cursor);
    connect(error_, &ErrorPlot::threshold_dragged, this, &PlotPanel::predict);
    connect(error_, &ErrorPlot::threshold_released, this, &PlotPanel::threshold_chosen);
    refresh_timer_.setSingleShot(true);
    refresh_timer_.setInterval(kFrameMs);
    connect(&refresh_timer_, &QTimer::timeout, this, &PlotPanel::refresh);
    from_ = -0.5;
    to_ = 24.5;
    show_range();
    describe_step();
}

void PlotPanel::begin_run(int steps, const std::optional<insight::Rule>& rule, double threshold) {
    series_.begin(steps, rule);
    from_ = -0.5;
    to_ = std::max(1, steps) - 0.5;
    set_cursor(-1);
    strip_->show_expected(DecisionStrip::Expected::Planned, {});
    forecast_->clear();
    shows_plan_ = false;
    error_->set_threshold(threshold);
    show_range();
    refresh();
}

void PlotPanel::append(const api::StepEvent& event) {
    series_.append(event);
    // A burst of steps is drawn once.
    if (!refresh_timer_.isActive()) refresh_timer_.start();
}

void PlotPanel::note(const api::ParamsApplied& applied) {
    series_.note(applied);
    const auto threshold = applied.params.find("threshold");
    if (threshold == applied.params.end()) return;
    if (const auto* value = std::get_if<double>(&threshold->second)) error_->set_threshold(*value);
}

void PlotPanel::show_plan(const std::optional<PlannedSchedule>& plan) {
    if (!plan) {
        if (!std::exchange(shows_plan_, false)) return;
        strip_->show_expected(DecisionStrip::Expected::Planned, {});
        forecast_->clear();
        return;
    }
    shows_plan_ = true;
    strip_->show_expected(DecisionStrip::Expected::Planned, plan->decisions);
    std::size_t calls = 0;
    for (const auto& [branch, letters] : plan->decisions) calls = std::max(calls, letters.size());
    if (series_.empty()) {
        from_ = -0.5;
        to_ = std::max<double>(1, static_cast<double>(calls)) - 0.5;
        show_range();
    }
    const QString known = tr("The schedule of this method is known before the run.");
    if (plan->in_parts > 0) {
        forecast_->setText(tr("Planned: %1 of %2 block evaluations, %3 of them in parts.")
                               .arg(plan->blocks_run)
                               .arg(plan->blocks)
                               .arg(plan->in_parts) +
                           u' ' + known);
    } else {
        const double ratio =
            plan->blocks_run > 0 ? static_cast<double>(plan->blocks) / plan->blocks_run : 1.0;
        forecast_->setText(tr("Planned: %1 of %2 block evaluations, %3 times fewer.")
                               .arg(plan->blocks_run)
                               .arg(plan->blocks)
                               .arg(ratio, 0, 'f', 2) +
                           u' ' + known);
    }
    forecast_->setToolTip(forecast_->text());
}

void PlotPanel::set_threshold(double threshold) {
    if (threshold == error_->threshold()) return;
    error_->set_threshold(threshold);
    predict(threshold);
}

void PlotPanel::set_compact(bool compact) {
    compact_ = compact;
    weight_->setVisible(!compact);
    timing_->setVisible(!compact);
    show_blocks();
}

void PlotPanel::set_threshold_bounds(double minimum, double maximum) {
    error_->set_threshold_bounds(minimum, maximum);
}

void PlotPanel::refresh() {
    error_->show_series(series_);
    strip_->show_series(series_);
    show_blocks();
    weight_->show_series(series_);
    timing_->show_series(series_);
    describe_step();
}

void PlotPanel::show_blocks() {
    blocks_->show_series(series_);
    if (compact_) blocks_->hide();
}

void PlotPanel::show_range() {
    for (StepPlot* plot : plots_) plot->set_range(from_, to_);
    strip_->set_range(from_, to_);
    blocks_->set_range(from_, to_);
}

void PlotPanel::zoom(double factor, double center) {
    const double lowest = -0.5, highest = std::max(1, series_.steps()) - 0.5;
    const double span = std::clamp((to_ - from_) * factor,
                                   std::min(kSmallestSpan, highest - lowest), highest - lowest);
    const double share = (center - from_) / (to_ - from_);
    from_ = std::clamp(center - share * span, lowest, highest - span);
    to_ = from_ + span;
    show_range();
}

void PlotPanel::set_cursor(int step) {
    const int next = step >= 0 && step < series_.done() ? step : -1;
    if (next == cursor_) return;
    cursor_ = next;
    for (StepPlot* plot : plots_) plot->set_cursor(cursor_);
    strip_->set_cursor(cursor_);
    blocks_->set_cursor(cursor_);
    describe_step();
    Q_EMIT step_hovered(cursor_);
}

void PlotPanel::predict(double threshold) {
    if (series_.empty() || !series_.rule()) return;
    const insight::Recording recording = series_.recording();
    const insight::Schedule schedule = insight::replay(recording, threshold);
    strip_->show_expected(DecisionStrip::Expected::WhatIf, schedule.decisions);
    shows_plan_ = false;
    // On half a run nothing is said about a whole one.
    if (series_.done() == series_.steps()) predictions_.predict(threshold, schedule);
    QString text = tr("threshold %1: %2 of %3 calls reused, ideal %4× (now %5×).")
                       .arg(QString::number(threshold, 'g', 3))
                       .arg(schedule.skipped)
                       .arg(schedule.calls)
                       .arg(schedule.speedup(), 0, 'f', 2)
                       .arg(series_.ideal_speedup(), 0, 'f', 2);
    if (const auto count = static_cast<int>(predictions_.outcomes().size()); count > 0) {
        text += u' ' + tr("Earlier what-ifs were off by %1× (mean of %n).", nullptr, count)
                           .arg(predictions_.mean_miss(), 0, 'f', 2);
    }
    text +=
        u' ' + tr("The rule replayed on this run's errors; where decisions change, later errors "
                  "would change too.");
    forecast_->setText(text);
    forecast_->setToolTip(forecast_->text());
}

std::optional<PredictionOutcome> PlotPanel::settle_prediction() {
    const auto outcome = predictions_.settle(series_);
    if (outcome) {
        forecast_->setText(words_of(*outcome));
        forecast_->setToolTip(forecast_->text());
    }
    return outcome;
}

void PlotPanel::describe_step() {
    if (series_.empty()) {
        sentence_->setText(tr("Start a run, or point at a step to see how it was decided."));
        return;
    }
    const int step = cursor_ >= 0 ? cursor_ : series_.done() - 1;
    const api::StepEvent& event = series_.events()[static_cast<std::size_t>(step)];
    QStringList parts;
    for (const api::PassRecord& pass : event.passes) {
        // The second branch stands below the first.
        parts << tr("%1: %2").arg(branch_word(pass.branch), explain(pass, series_.rule()));
    }
    sentence_->setText(tr("step %1 · %2").arg(event.step + 1).arg(parts.join(u'\n')));
    sentence_->setToolTip(sentence_->text());
}

}  // namespace plumbline::ui
