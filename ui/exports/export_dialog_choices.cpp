// SPDX-License-Identifier: GPL-3.0-or-later
// What the export dialog's controls say, and what it remembers of them.
#include "exports/export_dialog.h"
#include "exports/export_target.h"
#include "records/name_template.h"
#include "support/engine_text.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QDoubleSpinBox>
#include <QFileDialog>
#include <QGroupBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSettings>
#include <QSlider>
#include <QSpinBox>
#include <QStandardPaths>

namespace plumbline::ui {
namespace {

constexpr const char* kFormat = "export/format";
constexpr const char* kQuality = "export/quality/";  // and the format's id
constexpr const char* kSettings = "export/settings";
constexpr const char* kFolder = "export/folder";
constexpr const char* kName = "export/name";
constexpr const char* kUsualName = "{prompt}-{seed}";
constexpr int kMostFrames = 1'000'000;

QString usual_folder() {
    const QString movies = QStandardPaths::writableLocation(QStandardPaths::MoviesLocation);
    return QFileInfo(movies).isDir()
               ? movies
               : QStandardPaths::writableLocation(QStandardPaths::HomeLocation);
}

}  // namespace

const api::ExportFormat& ExportDialog::format() const {
    return *api::find_export_format(format_->currentData().toString().toStdString());
}

int ExportDialog::most_frames() const {
    return source_.frames > 0 ? source_.frames : kMostFrames;
}

void ExportDialog::choose_format(const QString& id) {
    if (const int at = format_->findData(id); at >= 0) format_->setCurrentIndex(at);
}

void ExportDialog::set_against(bool on) {
    against_->setChecked(on && other_.has_value());
}

void ExportDialog::choose_form(CompareMode mode, double divider, double gain) {
    using Form = api::ExportComparison::Form;
    Form form = Form::SideBySide;
    if (mode == CompareMode::Wipe) form = Form::Wipe;
    if (mode == CompareMode::Difference) form = Form::Difference;
    form_->setCurrentIndex(static_cast<int>(form));
    divider_->setValue(divider);
    gain_->setValue(gain);
}

void ExportDialog::restore() {
    const QSettings settings;
    choose_format(settings.value(QLatin1String(kFormat), QStringLiteral("h264")).toString());
    settings_->setCurrentIndex(settings.value(QLatin1String(kSettings), 0).toInt());
    if (settings_->currentIndex() < 0) settings_->setCurrentIndex(0);
    folder_->setText(settings.value(QLatin1String(kFolder), usual_folder()).toString());
    name_->setText(settings.value(QLatin1String(kName), QLatin1String(kUsualName)).toString());
}

void ExportDialog::remember() const {
    QSettings settings;
    settings.setValue(QLatin1String(kFormat), format_->currentData());
    settings.setValue(QLatin1String(kQuality) + format_->currentData().toString(),
                      quality_->value());
    settings.setValue(QLatin1String(kSettings), settings_->currentIndex());
    settings.setValue(QLatin1String(kFolder), folder_->text());
    settings.setValue(QLatin1String(kName), name_->text());
}

void ExportDialog::show_format() {
    const api::ExportFormat& chosen = format();
    help_->setText(engine_text(chosen.help));
    const bool has_quality = chosen.best_quality != chosen.worst_quality;
    const int low = std::min(chosen.best_quality, chosen.worst_quality);
    const int high = std::max(chosen.best_quality, chosen.worst_quality);
    const int kept = QSettings()
                         .value(QLatin1String(kQuality) + format_->currentData().toString(),
                                chosen.usual_quality)
                         .toInt();
    quality_slider_->setEnabled(has_quality);
    quality_->setEnabled(has_quality);
    quality_slider_->setRange(0, high - low);
    quality_->setRange(low, high);
    quality_->setValue(kept);
    quality_slider_->setValue(std::abs(quality_->value() - chosen.worst_quality));
    const bool many = !chosen.holds_one_picture;
    for (QWidget* each : std::initializer_list<QWidget*>{last_, repeats_, ping_pong_})
        each->setEnabled(many);
    using Form = api::ExportComparison::Form;
    divider_->setEnabled(against_->isChecked() &&
                         form_->currentIndex() == static_cast<int>(Form::Wipe));
    gain_->setEnabled(against_->isChecked() &&
                      form_->currentIndex() == static_cast<int>(Form::Difference));
    show_frames();
    show_target();
}

void ExportDialog::show_frames() {
    // The range cannot be empty.
    if (last_->value() != 0 && last_->value() < first_->value()) last_->setValue(first_->value());
    if (format().holds_one_picture) {
        length_->setText(tr("one picture"));
        return;
    }
    if (last_->value() == 0) {
        length_->setText(tr("to the end of the clip"));
        return;
    }
    const int once = last_->value() - first_->value() + 1;
    const int turn = ping_pong_->isChecked() ? std::max(2 * once - 2, 1) : once;
    const int frames = turn * repeats_->value();
    length_->setText(source_.fps > 0 ? tr("%1 frames, %2 s at %3 a second")
                                           .arg(frames)
                                           .arg(frames / source_.fps, 0, 'f', 1)
                                           .arg(source_.fps)
                                     : tr("%1 frames").arg(frames));
}

void ExportDialog::show_target() {
    const ExportTarget target = export_target(folder_->text(), name_->text(), format(), source_);
    target_->setText(target.trouble.isEmpty() ? tr("→ %1").arg(target.path) : target.trouble);
    export_->setEnabled(target.trouble.isEmpty());
}

void ExportDialog::choose_folder() {
    auto* dialog = new QFileDialog(this, tr("Folder for exports"), folder_->text());
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QFileDialog::fileSelected, folder_, &QLineEdit::setText);
    dialog->open();
}

api::ExportRequest ExportDialog::request() const {
    const api::ExportFormat& chosen = format();
    const QString target = export_target(folder_->text(), name_->text(), chosen, source_).path;
    api::ExportRequest request;
    request.result = from_->currentData().toString().toStdString();
    request.output = records::literal_name(target.toStdString());
    request.codec = chosen.id;
    request.first = first_->value() - 1;
    if (quality_->isEnabled()) request.quality = quality_->value();
    if (chosen.holds_one_picture)
        request.last = request.first;
    else if (last_->value() > 0)
        request.last = last_->value() - 1;
    if (!chosen.holds_one_picture) {
        request.ping_pong = ping_pong_->isChecked();
        request.repeats = repeats_->value();
    }
    request.settings = static_cast<api::ExportedSettings>(settings_->currentIndex());
    if (other_ && against_->isChecked()) {
        const bool from_latents = request.result == source_.latents && !other_->latents.empty();
        request.comparison = api::ExportComparison{
            .form = static_cast<api::ExportComparison::Form>(form_->currentIndex()),
            .other = from_latents || other_->clip.empty() ? other_->latents : other_->clip,
            .divider = divider_->value(),
            .gain = gain_->value(),
            .decisions = decisions_->isEnabled() && decisions_->isChecked(),
            .trace = source_.trace,
            .other_trace = other_->trace};
    }
    return request;
}

void ExportDialog::accept() {
    remember();
    Q_EMIT export_asked(request(), source_);
    QDialog::accept();
}

}  // namespace plumbline::ui
