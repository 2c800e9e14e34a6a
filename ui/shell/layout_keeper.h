// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QTimer>
#include <functional>

class QWidget;

namespace plumbline::ui {

/// Has the places of windows and docks written down a moment after they changed, so that a kill
/// loses none of them.
class LayoutKeeper final : public QObject {
    Q_OBJECT

public:
    /// keep: writes the whole layout.
    LayoutKeeper(std::function<void()> keep, QObject* parent);
    void watch(QWidget* widget);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    QTimer rest_;
};

}  // namespace plumbline::ui
