// SPDX-License-Identifier: GPL-3.0-or-later
#include "plots/staircase_plot.h"

#include "plots/plot_style.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <algorithm>
#include <cmath>

namespace plumbline::ui {
namespace {

constexpr int kHeight = 130, kFrameMs = 33, kMostTicks = 5;
constexpr double kLongestReuse = 32;
constexpr std::size_t kMostReplays = 512, kFewestReplays = 24, kCallsInAFrame = 100'000;

}  // namespace

std::vector<insight::Tread> treads_of(const insight::Recording& recording) {
    double sum = 0;
    for (const insight::RecordedCall& call : recording.calls) {
        if (call.eligible && std::isfinite(call.error)) sum += call.error;
    }
    if (recording.calls.empty() || sum <= 0) return {};
    // So many steps reused in a row is beyond any use.
    sum = std::min(sum, kLongestReuse * sum / static_cast<double>(recording.calls.size()));
    const std::size_t most =
        std::clamp(kCallsInAFrame / recording.calls.size(), kFewestReplays, kMostReplays);
    std::vector<insight::Tread> treads = insight::staircase(recording, 0.0, sum, most);
    // Beyond the last change there is nothing to see.
    return treads.size() > 1 ? treads : std::vector<insight::Tread>();
}

StaircasePlot::StaircasePlot(QWidget* parent)
    : QCustomPlot(parent),
      stairs_(addGraph()),
      line_(new QCPItemStraightLine(this)),
      predicted_(addGraph()),
      actual_(addGraph()),
      predicted_label_(new QCPItemText(this)),
      actual_label_(new QCPItemText(this)) {
    setFixedHeight(kHeight);
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Speed-up over threshold"));
    setAccessibleDescription(
        tr("Ideal speed-up replayed on this run's errors. Left and Right go to the next tread."));
    setToolTip(
        tr("Ideal speed-up over the threshold, replayed on this run's errors. Click to set "
           "the threshold."));
    stairs_->setLineStyle(QCPGraph::lsStepLeft);
    line_->setSelectable(false);
    predicted_label_->setText(tr("predicted"));
    actual_label_->setText(tr("actual"));
    for (QCPItemText* label : {predicted_label_, actual_label_}) {
        label->setSelectable(false);
        label->setPadding({6, 1, 6, 1});
    }
    for (QCPGraph* marker : {predicted_, actual_}) marker->setLayer(QStringLiteral("overlay"));
    refresh_.setSingleShot(true);
    refresh_.setInterval(kFrameMs);
    connect(&refresh_, &QTimer::timeout, this, [this] { replot(QCustomPlot::rpQueuedReplot); });
    mark(std::nullopt);
    xAxis->setLabel(tr("threshold"));
    yAxis->setLabel(tr("ideal ×"));
    yAxis->ticker()->setTickCount(3);
    xAxis->setRange(0, 0.5);
    yAxis->setRange(1, 3);
    apply_colours();
}

void StaircasePlot::resizeEvent(QResizeEvent* event) {
    // The numbers below a narrow plot shall not run into each other.
    const int number = fontMetrics().horizontalAdvance(QStringLiteral("0.000"));
    const int room = event->size().width() - 2 * number;
    xAxis->ticker()->setTickCount(std::clamp(room / (2 * number), 1, kMostTicks));
    QCustomPlot::resizeEvent(event);  // draws
}

void StaircasePlot::show_treads(std::vector<insight::Tread> treads) {
    treads_ = std::move(treads);
    QVector<double> at, speedup;
    for (const insight::Tread& tread : treads_) {
        at << tread.threshold;
        speedup << tread.speedup;
    }
    if (!treads_.empty()) {
        // The last tread goes on.
        const double end = at.back() * 1.1;
        at << end;
        speedup << speedup.back();
        xAxis->setRange(0, end);
        yAxis->setRange(1, *std::max_element(speedup.begin(), speedup.end()) * 1.1);
    }
    stairs_->setData(at, speedup, /*alreadySorted=*/true);
    request_replot();
}

void StaircasePlot::set_threshold(double threshold) {
    threshold_ = threshold;
    line_->point1->setCoords(threshold, 0);
    line_->point2->setCoords(threshold, 1);
    request_replot();
}

void StaircasePlot::mark(const std::optional<PredictionOutcome>& outcome) {
    predicted_->data()->clear();
    actual_->data()->clear();
    predicted_label_->setVisible(outcome.has_value());
    actual_label_->setVisible(outcome.has_value());
    if (outcome) {
        const double at = outcome->threshold;
        const double predicted = outcome->predicted.speedup, actual = outcome->actual.speedup;
        xAxis->setRangeUpper(std::max(xAxis->range().upper, at * 1.1));
        yAxis->setRangeUpper(std::max(yAxis->range().upper, std::max(predicted, actual) * 1.15));
        predicted_->addData(at, predicted);
        actual_->addData(at, actual);
        // Where there is room, the higher one's above and the lower one's below.
        const Qt::Alignment side = at > xAxis->range().center() ? Qt::AlignRight : Qt::AlignLeft;
        const bool above = predicted >= actual;
        predicted_label_->setPositionAlignment(side | (above ? Qt::AlignBottom : Qt::AlignTop));
        actual_label_->setPositionAlignment(side | (above ? Qt::AlignTop : Qt::AlignBottom));
        predicted_label_->position->setCoords(at, predicted);
        actual_label_->position->setCoords(at, actual);
    }
    request_replot();
}

void StaircasePlot::request_replot() {
    if (!refresh_.isActive()) refresh_.start();
}

void StaircasePlot::choose(double threshold) {
    if (treads_.empty()) return;
    set_threshold(std::clamp(threshold, 0.0, xAxis->range().upper));
    Q_EMIT threshold_chosen(threshold_);
}

void StaircasePlot::mousePressEvent(QMouseEvent* event) {
    if (event->button() == Qt::LeftButton) choose(xAxis->pixelToCoord(event->position().x()));
}

void StaircasePlot::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Right) {
        const auto next = std::ranges::find_if(
            treads_, [this](const insight::Tread& tread) { return tread.threshold > threshold_; });
        if (next != treads_.end()) choose(next->threshold);
    } else if (event->key() == Qt::Key_Left) {
        const auto next = std::find_if(treads_.rbegin(), treads_.rend(), [this](const auto& tread) {
            return tread.threshold < threshold_;
        });
        if (next != treads_.rend()) choose(next->threshold);
    } else {
        QCustomPlot::keyPressEvent(event);
    }
}

void StaircasePlot::changeEvent(QEvent* event) {
    QCustomPlot::changeEvent(event);
    if (event->type() != QEvent::PaletteChange && event->type() != QEvent::FontChange) return;
    apply_colours();
    request_replot();
}

void StaircasePlot::apply_colours() {
    const PlotColours colours = plot_colours(palette());
    style_plot(*this, colours, font());
    QColor fill = colours.predicted;
    fill.setAlpha(60);
    QColor veil = colours.background;
    veil.setAlpha(200);
    stairs_->setPen(QPen(colours.predicted, 1.5));
    stairs_->setBrush(fill);
    line_->setPen(QPen(colours.threshold, 2));
    const auto point = [](QCPGraph* graph, QCPScatterStyle::ScatterShape shape,
                          const QColor& colour) {
        graph->setLineStyle(QCPGraph::lsNone);
        graph->setScatterStyle(QCPScatterStyle(shape, QPen(colour, 2), Qt::NoBrush, 9));
    };
    point(predicted_, QCPScatterStyle::ssDiamond, colours.predicted);
    point(actual_, QCPScatterStyle::ssCircle, colours.text);
    for (QCPItemText* label : {predicted_label_, actual_label_}) {
        label->setColor(colours.text);
        label->setFont(font());
        label->setBrush(veil);  // the stairs behind it would cross the letters
    }
}

}  // namespace plumbline::ui
