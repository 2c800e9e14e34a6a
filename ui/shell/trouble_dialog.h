// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

class QLabel;
class QPlainTextEdit;

namespace plumbline::ui {

/// What went wrong, in the words of the person at the window.
struct Trouble {
    QString happened, kept, advice;
    QString details;  // for a report: settings, version, machine
};

/// The one dialog for what went wrong: what happened, what was kept, what to try; details to copy
/// and the log to open. Never modal: a run may go on behind it. A further trouble is added to the
/// same dialog instead of opening another.
class TroubleDialog final : public QDialog {
    Q_OBJECT

public:
    explicit TroubleDialog(QWidget* parent = nullptr);
    void add(const Trouble& trouble);
    /// Everything shown, as text.
    [[nodiscard]] QString report() const;

private:
    QLabel *happened_, *kept_, *advice_;
    QPlainTextEdit* details_;
};

}  // namespace plumbline::ui
