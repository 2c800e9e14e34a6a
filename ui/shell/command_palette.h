// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>
#include <QList>

class QAction;
class QLineEdit;
class QTreeWidget;

namespace plumbline::ui {

/// Every command with its shortcut, to look up or to run: words narrow the list, Return runs the
/// chosen one.
class CommandPalette final : public QDialog {
    Q_OBJECT

public:
    CommandPalette(const QList<QAction*>& commands, QWidget* parent);

    /// Rows that are shown now.
    [[nodiscard]] int shown() const;

private:
    void narrow(const QString& words);
    void run_chosen();

    QLineEdit* search_;
    QTreeWidget* list_;
    QList<QAction*> commands_;
};

}  // namespace plumbline::ui
