// SPDX-License-Identifier: GPL-3.0-or-later
// Other files of what runs left: asked for, put into the queue, told of.
#include "base/error.h"
#include "bridge/engine_bridge.h"
#include "bridge/trace_player.h"
#include "compare/compare_pane.h"
#include "exports/export_dialog.h"
#include "runs/run_panel.h"
#include "runs/run_queue.h"
#include "shell/main_window.h"
#include "shell/run_status.h"
#include "support/log.h"

#include <QStackedWidget>
#include <QStatusBar>

namespace plumbline::ui {
namespace {

constexpr int kSaidMs = 8000;

ExportSource source_of(const store::StoredRun& run) {
    return export_source(run, MainWindow::tr("run %1, %2 · %3")
                                  .arg(run.id)
                                  .arg(QString::fromStdString(run.method),
                                       QString::fromStdString(run.prompt).simplified()));
}

}  // namespace

void MainWindow::ask_for_export() {
    if (center_->currentWidget() == compare_ && compared_[0] && compared_[1]) {
        open_export_dialog(*compared_[0], compared_[1], /*against=*/true);
    } else if (const store::StoredRun* run = runs_->run_to_export()) {
        open_export_dialog(store::StoredRun(*run), {}, /*against=*/false);
    } else {
        statusBar()->showMessage(tr("No run has left anything to export yet."), kSaidMs);
    }
}

void MainWindow::open_export_dialog(const store::StoredRun& run,
                                    const std::optional<store::StoredRun>& other,
                                    bool against) {
    if (!queue_) return;
    try {
        ExportSource source = source_of(run);
        if (source.empty()) {
            throw Error(ErrorKind::Input,
                        tr("Nothing is left of run %1: neither its clip nor its latents.")
                            .arg(run.id)
                            .toStdString(),
                        tr("Generate it again; its settings are in the list.").toStdString());
        }
        std::optional<ExportSource> with;
        if (other) with = source_of(*other);
        if (with && with->empty()) with.reset();
        auto* dialog = new ExportDialog(std::move(source), std::move(with), this);
        dialog->set_against(against);
        if (against) dialog->choose_form(compare_->mode(), compare_->divider(), compare_->gain());
        connect(dialog, &ExportDialog::export_asked, this,
                [this, run](const api::ExportRequest& request) {
                    if (queue_->job() != 0)
                        statusBar()->showMessage(tr("Added to the queue."), kSaidMs / 2);
                    queue_->add_export(request, run);
                });
        dialog->show();
    } catch (const Error& error) {
        show_trouble(QString::fromStdString(error.message()), QString::fromStdString(error.hint()));
    }
}

void MainWindow::begin_export(api::JobId job) {
    player_.reset();
    job_ = job;
    is_export_ = true;
    runs_->show_progress(0, 0);
    set_running(true);
}

void MainWindow::finish_export(const api::FinishedEvent& event) {
    is_export_ = false;
    job_ = 0;
    set_running(false);
    status_->show_export_outcome(event.outcome);
    if (event.outcome == api::Outcome::Failed) {
        show_trouble(QString::fromStdString(event.message), QString::fromStdString(event.hint),
                     tr("The result itself; the export can be started again from the list."));
    } else if (event.outcome == api::Outcome::Done) {
        const QString output = exported_file(event.json);
        statusBar()->showMessage(tr("Exported: %1").arg(output), kSaidMs);
        log(tr("exported %1").arg(output));
    }
    Q_EMIT run_finished(static_cast<int>(event.outcome));
}

}  // namespace plumbline::ui
