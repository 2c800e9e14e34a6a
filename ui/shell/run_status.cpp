// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/run_status.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <cmath>

namespace plumbline::ui {
namespace {

constexpr int kProgressWidth = 180;

QString megabytes(std::int64_t bytes) {
    return QString::number(static_cast<double>(bytes) / 1e6, 'f', 0);
}

}  // namespace

RunStatus::RunStatus(QWidget* parent)
    : QWidget(parent),
      phase_(new QLabel(tr("Ready"), this)),
      numbers_(new QLabel(this)),
      memory_(new QLabel(this)),
      device_(new QLabel(this)),
      progress_(new QProgressBar(this)) {
    progress_->setMaximumWidth(kProgressWidth);
    progress_->setAccessibleName(tr("Progress"));
    progress_->setTextVisible(false);
    progress_->hide();
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(4, 0, 4, 0);
    row->addWidget(phase_);
    row->addWidget(progress_);
    row->addWidget(numbers_);
    row->addStretch(1);
    row->addWidget(memory_);
    row->addWidget(device_);
}

void RunStatus::show_phase(const api::PhaseEvent& event) {
    switch (event.phase) {
        case api::Phase::Load: phase_->setText(tr("Loading")); break;
        case api::Phase::Encode: phase_->setText(tr("Reading the prompt")); break;
        case api::Phase::Denoise: phase_->setText(tr("Denoising")); break;
        case api::Phase::Decode: phase_->setText(tr("Decoding")); break;
        case api::Phase::Export: phase_->setText(tr("Writing")); break;
    }
    progress_->setRange(0, event.total);
    progress_->setValue(event.done);
}

void RunStatus::show_device(const std::string& device) {
    device_->setText(device == "cpu" ? tr("processor") : QString::fromStdString(device));
}

void RunStatus::show_step(const api::StepEvent& event,
                          double ideal_speedup,
                          double measured_speedup) {
    progress_->setRange(0, event.steps);
    progress_->setValue(event.step + 1);
    phase_->setText(tr("Denoising, step %1 of %2").arg(event.step + 1).arg(event.steps));
    QString numbers =
        tr("saved %1 %, ideal %2×").arg(100 * event.saved, 0, 'f', 0).arg(ideal_speedup, 0, 'f', 2);
    if (std::isfinite(measured_speedup))
        numbers += tr(", measured %1×").arg(measured_speedup, 0, 'f', 2);
    if (std::isfinite(event.eta_seconds) && event.eta_seconds > 0)
        numbers +=
            tr(", %1 s to go").arg(event.eta_seconds, 0, 'f', event.eta_seconds < 10 ? 1 : 0);
    numbers_->setText(numbers);
    memory_->setText(
        event.host_bytes > 0
            ? tr("memory %1 MB, cache %2 MB")
                  .arg(megabytes(event.host_bytes),
                       QString::number(static_cast<double>(event.cache_bytes) / 1e6, 'f', 1))
            : QString());
}

void RunStatus::show_outcome(api::Outcome outcome, api::Keep keep) {
    switch (outcome) {
        case api::Outcome::Done: phase_->setText(tr("Done")); break;
        case api::Outcome::Stopped:
            phase_->setText(keep == api::Keep::Latents ? tr("Stopped; the last whole step is kept")
                                                       : tr("Stopped; nothing is kept"));
            break;
        case api::Outcome::Failed: phase_->setText(tr("Failed")); break;
    }
}

void RunStatus::show_export_outcome(api::Outcome outcome) {
    switch (outcome) {
        case api::Outcome::Done: phase_->setText(tr("Exported")); break;
        case api::Outcome::Stopped: phase_->setText(tr("Export stopped; no file was made")); break;
        case api::Outcome::Failed: phase_->setText(tr("Export failed")); break;
    }
}

QString RunStatus::phase_text() const {
    return phase_->text();
}

void RunStatus::set_running(bool running) {
    progress_->setVisible(running);
}

}  // namespace plumbline::ui
