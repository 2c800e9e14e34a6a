// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>
#include <span>

namespace plumbline::ui {

/// Tab goes from each to the next. Qt's own form for lists came with 6.6.
inline void set_tab_order(std::span<QWidget* const> stops) {
    for (std::size_t i = 1; i < stops.size(); ++i) QWidget::setTabOrder(stops[i - 1], stops[i]);
}

inline void set_tab_order(std::initializer_list<QWidget*> stops) {
    set_tab_order(std::span(stops.begin(), stops.size()));
}

}  // namespace plumbline::ui
