// SPDX-License-Identifier: GPL-3.0-or-later
#include "compare/compare_view.h"

#include "compare/frame_difference.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <algorithm>

namespace plumbline::ui {
namespace {

constexpr double kKeyStep = 0.02, kGap = 6.0, kTag = 22.0;

}  // namespace

CompareView::CompareView(QWidget* parent) : QWidget(parent) {
    setMinimumSize(200, 140);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Comparison of A and B"));
}

void CompareView::show_pair(const QImage& a, const QImage& b) {
    a_ = a;
    b_ = b.isNull() || a.isNull() || b.size() == a.size()
             ? b
             : b.scaled(a.size(), Qt::IgnoreAspectRatio, Qt::SmoothTransformation)
                   .convertToFormat(QImage::Format_RGB888);
    refresh_difference();
    update();
}

void CompareView::set_hint(const QString& text) {
    hint_ = text;
    update();
}

void CompareView::set_mode(CompareMode mode) {
    mode_ = mode;
    refresh_difference();
    update();
}

void CompareView::set_wipe(double position) {
    wipe_ = std::clamp(position, 0.0, 1.0);
    update();
}

void CompareView::set_gain(double gain) {
    gain_ = gain;
    refresh_difference();
    update();
}

void CompareView::show_side(bool is_b) {
    shows_b_ = is_b;
    update();
}

void CompareView::set_pixel_for_pixel(bool on) {
    pixel_for_pixel_ = on;
    update();
}

void CompareView::refresh_difference() {
    difference_ = mode_ == CompareMode::Difference && !a_.isNull() && !b_.isNull()
                      ? difference(a_, b_, gain_)
                      : QImage();
}

QRectF CompareView::place_of(const QImage& image, const QRectF& room) const {
    QSizeF size = QSizeF(image.size()) / devicePixelRatioF();
    if (!pixel_for_pixel_) size.scale(room.size(), Qt::KeepAspectRatio);
    return {room.center() - QPointF(size.width() / 2, size.height() / 2), size};
}

void CompareView::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    if (a_.isNull() || b_.isNull()) {
        painter.setPen(palette().color(QPalette::PlaceholderText));
        painter.drawText(rect().adjusted(16, 16, -16, -16), Qt::AlignCenter | Qt::TextWordWrap,
                         hint_);
        return;
    }
    painter.setRenderHint(QPainter::SmoothPixmapTransform, !pixel_for_pixel_);
    const QRectF place = place_of(a_, rect());
    switch (mode_) {
        case CompareMode::SideBySide: paint_side_by_side(painter); return;
        case CompareMode::Difference: painter.drawImage(place, difference_); return;
        case CompareMode::Flicker:
            painter.drawImage(place, shows_b_ ? b_ : a_);
            paint_tag(painter, place, shows_b_);
            return;
        case CompareMode::Wipe: break;
    }
    painter.drawImage(place, b_);
    const double divider = place.left() + wipe_ * place.width();
    painter.setClipRect(QRectF(place.left(), place.top(), divider - place.left(), place.height()));
    painter.drawImage(place, a_);
    painter.setClipping(false);
    // Black beside white: seen on every picture.
    painter.setPen(QPen(Qt::black, 3));
    painter.drawLine(QPointF(divider, place.top()), QPointF(divider, place.bottom()));
    painter.setPen(QPen(Qt::white, 1));
    painter.drawLine(QPointF(divider, place.top()), QPointF(divider, place.bottom()));
    paint_tag(painter, place, false);
    paint_tag(painter, place, true);
}

void CompareView::paint_side_by_side(QPainter& painter) const {
    const double half = (width() - kGap) / 2;
    const QRectF left(0, 0, half, height()), right(half + kGap, 0, half, height());
    for (const auto& [room, image, is_b] :
         {std::tuple{left, &a_, false}, std::tuple{right, &b_, true}}) {
        painter.setClipRect(room);
        painter.drawImage(place_of(*image, room), *image);
        painter.setClipping(false);
        QRectF seen = place_of(*image, room).intersected(room);
        if (is_b) seen.setRight(seen.left() + kTag + 2 * kGap);  // its tag stands on the left
        paint_tag(painter, seen, is_b);
    }
}

void CompareView::paint_tag(QPainter& painter, const QRectF& place, bool is_b) const {
    const QRectF tag(is_b ? place.right() - kTag - kGap : place.left() + kGap, place.top() + kGap,
                     kTag, kTag);
    painter.setPen(Qt::NoPen);
    painter.setBrush(QColor(0, 0, 0, 170));
    painter.drawRoundedRect(tag, 4, 4);
    painter.setPen(Qt::white);
    painter.drawText(tag, Qt::AlignCenter, is_b ? QStringLiteral("B") : QStringLiteral("A"));
}

void CompareView::mousePressEvent(QMouseEvent* event) {
    mouseMoveEvent(event);
}

void CompareView::mouseMoveEvent(QMouseEvent* event) {
    if (mode_ != CompareMode::Wipe || a_.isNull() || b_.isNull()) return;
    if (!event->buttons().testFlag(Qt::LeftButton)) return;
    const QRectF place = place_of(a_, rect());
    if (place.width() > 0) set_wipe((event->position().x() - place.left()) / place.width());
}

void CompareView::keyPressEvent(QKeyEvent* event) {
    const bool left = event->key() == Qt::Key_Left, right = event->key() == Qt::Key_Right;
    if (mode_ == CompareMode::Wipe && (left || right))
        set_wipe(wipe_ + (right ? kKeyStep : -kKeyStep));
    else
        QWidget::keyPressEvent(event);
}

}  // namespace plumbline::ui
