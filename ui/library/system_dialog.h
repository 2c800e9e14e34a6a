// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/engine.h"

#include <QDialog>

class QPlainTextEdit;

namespace plumbline::ui {

class EngineBridge;

/// What this machine has and what it lacks, in the words of `plumbline doctor --system`.
class SystemDialog final : public QDialog {
    Q_OBJECT

public:
    /// Asks the engine at once; folders: where the window writes. bridge: must outlive the dialog.
    SystemDialog(EngineBridge& bridge, const QStringList& folders, QWidget* parent);
    [[nodiscard]] QString text() const;

private:
    void show_answer(const api::FinishedEvent& event);

    QPlainTextEdit* text_;
    api::JobId job_ = 0;
};

}  // namespace plumbline::ui
