// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/export.h"
#include "compare/compare_view.h"
#include "exports/export_source.h"

#include <QDialog>
#include <optional>

class QCheckBox;
class QComboBox;
class QDialogButtonBox;
class QDoubleSpinBox;
class QFormLayout;
class QGroupBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QSlider;
class QSpinBox;

namespace plumbline::ui {

/// Asks what file to make of a finished result: format, quality, frames, order, what the file says
/// about its making, its name; and whether it shows the result against another one. The choices are
/// remembered. Not modal.
class ExportDialog final : public QDialog {
    Q_OBJECT

public:
    /// source: not empty(). other: side B of a comparison; nothing: there is none.
    ExportDialog(ExportSource source, std::optional<ExportSource> other, QWidget* parent);

    /// What the controls say, under a name that is free.
    [[nodiscard]] api::ExportRequest request() const;
    void choose_format(const QString& id);
    void set_against(bool on);
    /// As the comparison is shown; a flicker becomes side by side.
    void choose_form(CompareMode mode, double divider, double gain);
    void accept() override;

Q_SIGNALS:
    void export_asked(const api::ExportRequest& request, const plumbline::ui::ExportSource& source);

private:
    void make_controls();
    void make_comparison();
    void lay_out();
    QFormLayout* make_form();
    void restore();
    void remember() const;
    void show_format();
    void show_frames();
    void show_target();
    void choose_folder();
    [[nodiscard]] const api::ExportFormat& format() const;
    /// The name as written, without its ending; empty: it cannot be.
    [[nodiscard]] QString stem() const;
    [[nodiscard]] int most_frames() const;

    ExportSource source_;
    std::optional<ExportSource> other_;
    QComboBox *from_, *format_, *settings_, *form_;
    QLabel *help_, *length_, *target_;
    QSlider* quality_slider_;
    QSpinBox *quality_, *first_, *last_, *repeats_;
    QCheckBox *ping_pong_, *decisions_;
    QGroupBox* against_;
    QDoubleSpinBox *divider_, *gain_;
    QLineEdit *folder_, *name_;
    QDialogButtonBox* buttons_;
    QPushButton* export_;
};

}  // namespace plumbline::ui
