// SPDX-License-Identifier: GPL-3.0-or-later
#include "plots/step_lanes.h"

#include "support/theme.h"

#include <QMouseEvent>
#include <QPainter>

namespace plumbline::ui {

StepLanes::StepLanes(QWidget* parent) : QWidget(parent) {
    setMouseTracking(true);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void StepLanes::set_range(double from, double to) {
    from_ = from;
    to_ = to;
    update();
}

void StepLanes::set_cursor(int step) {
    cursor_ = step;
    update();
}

void StepLanes::paint_cursor(QPainter& painter, double bottom) const {
    if (cursor_ < 0) return;
    painter.setPen(QPen(plot_colours(palette()).text, 1, Qt::DashLine));
    const double x = axis().x_of(cursor_);
    painter.drawLine(QPointF(x, 0), QPointF(x, bottom));
}

void StepLanes::paint_legend(QPainter& painter, double top, const QString& text) const {
    painter.setPen(plot_colours(palette()).text);
    QFont small = font();
    small.setPointSizeF(small.pointSizeF() * 0.85);
    painter.setFont(small);
    painter.drawText(QRectF(kAxisMargin, top, width() - kAxisMargin, kLegendHeight),
                     Qt::AlignLeft | Qt::AlignVCenter, text);
}

void StepLanes::mouseMoveEvent(QMouseEvent* event) {
    Q_EMIT step_hovered(axis().step_at(event->position().x()));
}

void StepLanes::leaveEvent(QEvent*) {
    Q_EMIT step_hovered(-1);
}

}  // namespace plumbline::ui
