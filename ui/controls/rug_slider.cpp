// SPDX-License-Identifier: GPL-3.0-or-later
#include "controls/rug_slider.h"

#include "support/theme.h"

#include <QPainter>
#include <QStyle>
#include <QStyleOptionSlider>
#include <algorithm>

namespace plumbline::ui {
namespace {

constexpr int kTickHeight = 6;

}  // namespace

RugSlider::RugSlider(QWidget* parent) : QSlider(Qt::Horizontal, parent) {}

void RugSlider::add_tick(int position) {
    has_tick_.resize(static_cast<std::size_t>(maximum() - minimum()) + 1);
    const int at = std::clamp(position, minimum(), maximum()) - minimum();
    if (has_tick_[static_cast<std::size_t>(at)]) return;
    has_tick_[static_cast<std::size_t>(at)] = true;
    update();
}

void RugSlider::clear_ticks() {
    has_tick_.clear();
    update();
}

std::vector<int> RugSlider::ticks() const {
    std::vector<int> all;
    for (std::size_t at = 0; at < has_tick_.size(); ++at) {
        if (has_tick_[at]) all.push_back(minimum() + static_cast<int>(at));
    }
    return all;
}

int RugSlider::pixel_of(int position) const {
    QStyleOptionSlider option;
    initStyleOption(&option);
    const QRect groove =
        style()->subControlRect(QStyle::CC_Slider, &option, QStyle::SC_SliderGroove, this);
    const int handle = style()->pixelMetric(QStyle::PM_SliderLength, &option, this);
    return groove.x() + handle / 2 +
           QStyle::sliderPositionFromValue(minimum(), maximum(), position, groove.width() - handle,
                                           option.upsideDown);
}

QSize RugSlider::sizeHint() const {
    return QSlider::sizeHint() + QSize(0, 2 * kTickHeight);
}

void RugSlider::paintEvent(QPaintEvent* event) {
    {
        QPainter painter(this);
        QColor colour = plot_colours(palette()).cond;
        if (!isEnabled()) colour.setAlpha(120);
        painter.setPen(colour);
        int last = -1;
        for (const int position : ticks()) {
            const int x = pixel_of(position);
            if (x == last) continue;
            last = x;
            painter.drawLine(x, height() - kTickHeight, x, height() - 1);
        }
    }
    QSlider::paintEvent(event);
}

}  // namespace plumbline::ui
