// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

namespace plumbline::ui {

/// Writes into the log, once, how long after the start of the process a widget was first painted.
class FirstPaint final : public QObject {
    Q_OBJECT

public:
    explicit FirstPaint(QWidget* watched);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
};

}  // namespace plumbline::ui
