// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QApplication>
#include <vector>

namespace plumbline::ui {

/// Measures the CPU time that every event takes of the GUI thread, with all it causes directly.
class WatchedApplication final : public QApplication {
public:
    WatchedApplication(int& argc, char** argv) : QApplication(argc, argv) {}

    bool notify(QObject* receiver, QEvent* event) override;
    /// Forgets what was measured.
    void restart() { handled_ms_.clear(); }
    /// Milliseconds of each event since then.
    [[nodiscard]] const std::vector<double>& handled_ms() const { return handled_ms_; }

private:
    std::vector<double> handled_ms_;
    int depth_ = 0;
};

}  // namespace plumbline::ui
