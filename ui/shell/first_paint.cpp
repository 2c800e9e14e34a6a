// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/first_paint.h"

#include "support/log.h"

#include <QEvent>
#include <QFile>
#include <QTimer>
#include <QWidget>
#include <ctime>
#include <unistd.h>

namespace plumbline::ui {
namespace {

constexpr int kStartField = 19;  // "starttime", counted from the field after the name (proc(5))

/// Milliseconds since the kernel made this process, to its clock tick (10 ms); below 0: unknown.
double ms_of_process() {
    QFile file(QStringLiteral("/proc/self/stat"));
    if (!file.open(QIODevice::ReadOnly)) return -1;
    const QByteArray stat = file.readAll();
    const QList<QByteArray> fields = stat.mid(stat.lastIndexOf(')') + 2).split(' ');
    if (fields.size() <= kStartField) return -1;
    timespec now{};
    clock_gettime(CLOCK_BOOTTIME, &now);
    const double started =
        fields[kStartField].toDouble() / static_cast<double>(sysconf(_SC_CLK_TCK));
    return (static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9 - started) *
           1e3;
}

}  // namespace

FirstPaint::FirstPaint(QWidget* watched) : QObject(watched) {
    watched->installEventFilter(this);
}

bool FirstPaint::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() != QEvent::Paint) return false;
    watched->removeEventFilter(this);
    // Posted: the widget's children are painted in the same turn.
    QTimer::singleShot(0, this, [this] {
        log(QStringLiteral("first paint after %1 ms").arg(ms_of_process(), 0, 'f', 0));
        deleteLater();
    });
    return false;
}

}  // namespace plumbline::ui
