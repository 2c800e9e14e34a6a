// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPointer>
#include <QWidget>
#include <vector>

class QFrame;
class QLabel;
class QPushButton;

namespace plumbline::ui {

/// One thing to point at.
struct FirstStep {
    QPointer<QWidget> target;
    QString title, text;
};

/// Lies over the window at the first start and points at one thing after the other. The window
/// below it is dimmed, not blocked for long: Esc or "Skip" ends it, Return goes on.
class FirstSteps final : public QWidget {
    Q_OBJECT

public:
    FirstSteps(std::vector<FirstStep> steps, QWidget* window);
    [[nodiscard]] int step() const { return step_; }
    /// To the next; past the last it closes.
    void go_on();

protected:
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    bool event(QEvent* event) override;
    /// Only its own buttons: what lies below is covered.
    bool focusNextPrevChild(bool next) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void show_step();
    [[nodiscard]] QRect hole() const;

    std::vector<FirstStep> steps_;
    int step_ = 0;
    QFrame* card_;
    QLabel *title_, *text_;
    QPushButton *next_, *skip_;
};

}  // namespace plumbline::ui
