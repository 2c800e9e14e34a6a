// SPDX-License-Identifier: GPL-3.0-or-later
#include "compare/linked_traces.h"

#include "plots/decision_strip.h"
#include "plots/error_plot.h"
#include "plots/step_explanation.h"

#include <QLabel>
#include <QVBoxLayout>
#include <algorithm>
#include <utility>

namespace plumbline::ui {
namespace {

QLabel* text_line(QWidget* parent, const QString& name) {
    auto* label = new QLabel(parent);
    label->setTextFormat(Qt::PlainText);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    label->setContentsMargins(8, 0, 8, 0);
    label->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    label->setAccessibleName(name);
    return label;
}

}  // namespace

LinkedTraces::LinkedTraces(QWidget* parent)
    : QWidget(parent),
      summary_(text_line(this, tr("How the decisions differ"))),
      sentence_(text_line(this, tr("The step under the cursor, in both runs"))) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(summary_);
    for (int side = 0; side < 2; ++side) {
        Side& each = sides_[static_cast<std::size_t>(side)];
        const QString name = side == 0 ? QStringLiteral("A") : QStringLiteral("B");
        each.plot = new ErrorPlot(this);
        each.plot->set_title(name);
        each.plot->set_line_fixed(true);  // both runs are over
        each.plot->setAccessibleName(tr("Probe error of %1").arg(name));
        each.strip = new DecisionStrip(this);
        each.strip->set_prefix(name);
        column->addWidget(each.plot, 1);
        column->addWidget(each.strip);
        connect(each.plot, &StepPlot::step_hovered, this, &LinkedTraces::set_cursor);
        connect(each.strip, &DecisionStrip::step_hovered, this, &LinkedTraces::set_cursor);
        connect(each.plot, &StepPlot::cursor_moved, this, [this](int by) {
            const int last = std::max(series(0).done(), series(1).done()) - 1;
            set_cursor(std::clamp(cursor_ + by, 0, std::max(0, last)));
        });
    }
    column->addWidget(sentence_);
    refresh();
}

void LinkedTraces::show_trace(int side, const records::Trace& trace) {
    Side& each = sides_[static_cast<std::size_t>(side)];
    each.series.begin(trace.steps.empty() ? 0 : trace.steps.front().steps, trace.rule);
    each.threshold = 0;
    if (const auto found = trace.params.find("threshold"); found != trace.params.end())
        if (const auto* value = std::get_if<double>(&found->second)) each.threshold = *value;
    for (const api::ParamsApplied& applied : trace.applied) each.series.note(applied);
    for (const api::StepEvent& step : trace.steps) each.series.append(step);
    refresh();
}

void LinkedTraces::swap_sides() {
    std::swap(sides_[0].series, sides_[1].series);
    std::swap(sides_[0].threshold, sides_[1].threshold);
    refresh();
}

std::vector<int> LinkedTraces::differing_steps() const {
    std::vector<int> steps;
    const int shared = std::min(series(0).done(), series(1).done());
    for (int step = 0; step < shared; ++step) {
        const auto at = static_cast<std::size_t>(step);
        bool differs = false;
        for (const api::Branch branch : {api::Branch::Cond, api::Branch::Uncond}) {
            const auto &a = series(0).branch(branch).decisions,
                       &b = series(1).branch(branch).decisions;
            if (at < a.size() && at < b.size()) differs |= a[at] != b[at];
        }
        if (differs) steps.push_back(step);
    }
    return steps;
}

void LinkedTraces::refresh() {
    const int steps = std::max({1, series(0).steps(), series(1).steps()});
    const std::vector<int> marked = differing_steps();
    for (Side& each : sides_) {
        each.plot->set_range(-0.5, steps - 0.5);
        each.plot->set_threshold(each.threshold);
        each.plot->show_series(each.series);
        each.strip->set_range(-0.5, steps - 0.5);
        each.strip->show_series(each.series);
        each.strip->mark_steps(marked);
    }
    if (series(0).empty() || series(1).empty()) {
        summary_->setText(tr("The decisions stand here when both runs left a trace."));
    } else {
        const int shared = std::min(series(0).done(), series(1).done());
        summary_->setText(tr("Decided differently at %1 of %2 steps (framed). Ideal: A %3×, B %4×.")
                              .arg(marked.size())
                              .arg(shared)
                              .arg(series(0).ideal_speedup(), 0, 'f', 2)
                              .arg(series(1).ideal_speedup(), 0, 'f', 2));
    }
    set_cursor(-1);
    describe_step();
}

void LinkedTraces::set_cursor(int step) {
    const int last = std::max(series(0).done(), series(1).done()) - 1;
    const int next = step >= 0 && step <= last ? step : -1;
    if (next == cursor_) return;
    cursor_ = next;
    for (Side& each : sides_) {
        each.plot->set_cursor(cursor_);
        each.strip->set_cursor(cursor_);
    }
    describe_step();
    Q_EMIT step_hovered(cursor_);
}

void LinkedTraces::describe_step() {
    QStringList lines;
    for (int side = 0; side < 2; ++side) {
        const QString name = side == 0 ? QStringLiteral("A") : QStringLiteral("B");
        const RunSeries& run = series(side);
        QString words;
        if (cursor_ < 0)
            words = tr("point at a step");
        else if (cursor_ >= run.done())
            words = tr("no such step");
        else
            for (const api::PassRecord& pass :
                 run.events()[static_cast<std::size_t>(cursor_)].passes) {
                if (pass.branch == api::Branch::Cond) words = explain(pass, run.rule());
            }
        lines << (cursor_ < 0 ? tr("%1: %2").arg(name, words)
                              : tr("%1, step %2: %3").arg(name).arg(cursor_ + 1).arg(words));
    }
    sentence_->setText(lines.join(u'\n'));
    sentence_->setToolTip(sentence_->text());
}

}  // namespace plumbline::ui
