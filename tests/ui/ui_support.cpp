// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/ui_support.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QThread>
#include <ctime>

namespace plumbline::ui {

bool wait_for(const std::function<bool()>& condition, double seconds) {
    QElapsedTimer clock;
    clock.start();
    while (!condition()) {
        if (static_cast<double>(clock.elapsed()) > seconds * 1000.0) return false;
        QCoreApplication::processEvents(QEventLoop::AllEvents, 20);
        // The engine's threads stand below this one: it must not take a core by asking.
        QThread::usleep(1000);
    }
    return true;
}

double thread_cpu_ms() {
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) / 1e6;
}

}  // namespace plumbline::ui
