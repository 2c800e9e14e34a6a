// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/watched_application.h"

#include "ui/ui_support.h"

namespace plumbline::ui {

bool WatchedApplication::notify(QObject* receiver, QEvent* event) {
    // An event sent while another is handled is part of that one.
    if (depth_ > 0) return QApplication::notify(receiver, event);
    ++depth_;
    const double start = thread_cpu_ms();
    const bool handled = QApplication::notify(receiver, event);
    handled_ms_.push_back(thread_cpu_ms() - start);
    --depth_;
    return handled;
}

}  // namespace plumbline::ui
