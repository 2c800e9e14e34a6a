// SPDX-License-Identifier: GPL-3.0-or-later
#include "plots/step_plot.h"

#include "plots/plot_style.h"

#include <QEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QResizeEvent>
#include <QWheelEvent>
#include <algorithm>
#include <cmath>

namespace plumbline::ui {
namespace {

constexpr int kFrameMs = 33;
constexpr std::size_t kMostMarkers = 300;
constexpr int kLegendHeight = 18;
constexpr int kMostTicks = 4;
constexpr int kLowest = 62;  // pixels, with the numbers below
constexpr double kLineWidth = 1.5;

/// Steps are counted from 0 in records and from 1 for people.
class StepTicker final : public QCPAxisTickerFixed {
public:
    StepTicker() {
        setTickStep(1.0);
        setTickOrigin(-1.0);
        setScaleStrategy(QCPAxisTickerFixed::ssMultiples);
    }

protected:
    QString getTickLabel(double tick, const QLocale& locale, QChar format, int digits) override {
        const double step = tick + 1;
        return step < 1 ? QString()
                        : QCPAxisTickerFixed::getTickLabel(step, locale, format, digits);
    }
};

}  // namespace

StepPlot::StepPlot(QWidget* parent)
    : QCustomPlot(parent), cursor_(new QCPItemStraightLine(this)), note_(new QCPItemText(this)) {
    note_->position->setType(QCPItemPosition::ptAxisRectRatio);
    note_->position->setCoords(0.5, 0.5);
    note_->setVisible(false);
    note_->setSelectable(false);
    axisRect()->setAutoMargins(QCP::msNone);
    axisRect()->setMinimumSize(QSize(50, 16));  // of little room the legend keeps its own
    axisRect()->setMargins(QMargins(kAxisMargin, 8, kAxisMargin, 22));
    xAxis->setSubTicks(false);
    yAxis->ticker()->setTickCount(kMostTicks);
    xAxis->setTicker(QSharedPointer<StepTicker>::create());
    setFocusPolicy(Qt::StrongFocus);
    cursor_->setVisible(false);
    cursor_->setSelectable(false);
    setMouseTracking(true);
    setMinimumHeight(kLowest + kLegendHeight);
    timer_.setSingleShot(true);
    timer_.setInterval(kFrameMs);
    connect(&timer_, &QTimer::timeout, this, [this] {
        ++replots_;
        replot(QCustomPlot::rpQueuedReplot);
    });
}

void StepPlot::set_range(double from, double to) {
    xAxis->setRange(from, to);
    request_replot();
}

void StepPlot::set_cursor(int step) {
    cursor_->setVisible(step >= 0);
    cursor_->point1->setCoords(step, 0.0);
    cursor_->point2->setCoords(step, 1.0);
    request_replot();
}

void StepPlot::request_replot() {
    if (!timer_.isActive()) timer_.start();
}

void StepPlot::resizeEvent(QResizeEvent* event) {
    // The numbers beside a low plot shall not run into each other.
    const QMargins margins = axisRect()->margins();
    const int room = event->size().height() - kLegendHeight - margins.top() - margins.bottom();
    const int ticks = std::clamp(room / (2 * fontMetrics().height()), 1, kMostTicks);
    for (QCPAxis* axis : {yAxis, yAxis2}) axis->ticker()->setTickCount(ticks);
    QCustomPlot::resizeEvent(event);  // draws
}

void StepPlot::changeEvent(QEvent* event) {
    QCustomPlot::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange) {
        apply_colours();
        request_replot();
    }
}

void StepPlot::mouseMoveEvent(QMouseEvent* event) {
    QCustomPlot::mouseMoveEvent(event);
    Q_EMIT step_hovered(static_cast<int>(std::lround(xAxis->pixelToCoord(event->position().x()))));
}

void StepPlot::leaveEvent(QEvent* event) {
    QCustomPlot::leaveEvent(event);
    Q_EMIT step_hovered(-1);
}

void StepPlot::keyPressEvent(QKeyEvent* event) {
    const bool left = event->key() == Qt::Key_Left, right = event->key() == Qt::Key_Right;
    if (!left && !right) {
        QCustomPlot::keyPressEvent(event);
        return;
    }
    Q_EMIT cursor_moved(left ? -1 : 1);
}

void StepPlot::wheelEvent(QWheelEvent* event) {
    const double notches = event->angleDelta().y() / 120.0;
    if (notches == 0) return;
    Q_EMIT zoom_asked(std::pow(0.8, notches), xAxis->pixelToCoord(event->position().x()));
    event->accept();
}

void StepPlot::apply_colours() {
    const PlotColours colours = plot_colours(palette());
    style_plot(*this, colours, font());
    cursor_->setPen(QPen(colours.text, 1, Qt::DashLine));
    note_->setColor(colours.text);
}

void StepPlot::show_note(const QString& text) {
    note_->setText(text);
    note_->setVisible(!text.isEmpty());
}

void StepPlot::show_legend() {
    plotLayout()->insertRow(0);
    plotLayout()->setRowSpacing(0);
    auto* row = new QCPLayoutGrid;
    row->setMargins(QMargins(kAxisMargin, 2, 0, 0));
    const int height = std::max(kLegendHeight, fontMetrics().height() + 2);
    row->setMaximumSize(QWIDGETSIZE_MAX, height);
    row->setMinimumSize(0, height);
    plotLayout()->addElement(0, 0, row);
    row->addElement(0, 0, legend);
    legend->setFillOrder(QCPLayoutGrid::foColumnsFirst);
    legend->setWrap(graphCount());
    legend->setMargins(QMargins());
    legend->setRowSpacing(0);
    legend->setIconSize(24, 12);
    legend->setVisible(true);
}

QCPGraph* StepPlot::add_line(const QString& name,
                             Qt::PenStyle style,
                             QCPScatterStyle::ScatterShape shape) {
    QCPGraph* graph = addGraph();
    graph->setName(name);
    QPen pen = graph->pen();
    pen.setStyle(style);
    pen.setWidthF(kLineWidth);
    graph->setPen(pen);
    graph->setScatterStyle(QCPScatterStyle(shape, 5));
    graph->setProperty("shape", static_cast<int>(shape));
    graph->setProperty("style", static_cast<int>(style));
    return graph;
}

void StepPlot::set_values(QCPGraph* graph,
                          const std::vector<double>& steps,
                          const std::vector<double>& values) {
    const auto count = static_cast<qsizetype>(std::min(steps.size(), values.size()));
    graph->setData(QVector<double>(steps.begin(), steps.begin() + count),
                   QVector<double>(values.begin(), values.begin() + count), /*alreadySorted=*/true);
    const auto shape = static_cast<QCPScatterStyle::ScatterShape>(graph->property("shape").toInt());
    const bool many = values.size() > kMostMarkers;
    QCPScatterStyle marker = graph->scatterStyle();
    marker.setShape(many ? QCPScatterStyle::ssNone : shape);
    graph->setScatterStyle(marker);
    // Dashes along thousands of edges take seconds to paint; a plain thin line takes a millisecond.
    QPen pen = graph->pen();
    pen.setStyle(many ? Qt::SolidLine
                      : static_cast<Qt::PenStyle>(graph->property("style").toInt()));
    pen.setWidthF(many ? 1.0 : kLineWidth);
    graph->setPen(pen);
    graph->setAntialiased(!many);
}

}  // namespace plumbline::ui
