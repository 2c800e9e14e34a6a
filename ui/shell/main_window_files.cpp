// SPDX-License-Identifier: GPL-3.0-or-later
// Runs of the list and files that are dropped: shown again, with their settings.
#include "base/file.h"
#include "bridge/engine_bridge.h"
#include "controls/lora_list.h"
#include "controls/policy_panel.h"
#include "controls/prompt_panel.h"
#include "exports/export_source.h"
#include "plots/plot_panel.h"
#include "preview/preview_pane.h"
#include "records/lora_header.h"
#include "records/recipe_json.h"
#include "shell/main_window.h"
#include "shell/remembered.h"
#include "shell/settings_difference.h"
#include "shell/settings_history.h"

#include <QDragEnterEvent>
#include <QFileInfo>
#include <QMessageBox>
#include <QMimeData>
#include <QStackedWidget>
#include <QStatusBar>
#include <QUrl>
#include <filesystem>

namespace plumbline::ui {
namespace {

/// The recipe in the first line of a trace.
api::Recipe recipe_of(const records::Trace& trace, const std::string& file) {
    api::Recipe recipe;
    // A header is a record with another schema: its "recipe" part is read as an output's.
    std::string header = trace.header;
    const std::string schema = records::kTraceSchema;
    if (const auto at = header.find(schema); at != std::string::npos)
        header.replace(at, schema.size(), "plumbline/run/v1");
    records::read_recipe(recipe, header, file);
    return recipe;
}

/// The one local file that is dragged; empty: something else is.
QString dragged_file(const QMimeData* data) {
    return data->urls().size() == 1 ? data->urls().front().toLocalFile() : QString();
}

}  // namespace

void MainWindow::open_run(const store::StoredRun& run) {
    api::Recipe recipe;
    try {
        if (run.kind == store::RunKind::Export) {
            const std::string file = exported_file(run.result).toStdString();
            if (!file.empty()) open_clip(file, /*asks=*/false);
            return;
        }
        records::read_recipe(recipe, run.recipe, tr("run %1").arg(run.id).toStdString());
        show_settings(recipe);
        history_->note_edit();
        if (center_->currentIndex() == 1) choose_layout(Layout::Generate);
        if (is_running()) return;  // the plots belong to the run that goes
        if (std::filesystem::exists(recipe.trace)) show_trace(records::read_trace(recipe.trace));
        preview_->show_still(
            QImage::fromData(run.thumbnail.data(), static_cast<int>(run.thumbnail.size())));
        if (run.state == store::RunState::Done) open_clip(recipe.output, /*asks=*/false);
    } catch (const Error& error) {
        show_trouble(QString::fromStdString(error.message()), QString::fromStdString(error.hint()));
    }
}

void MainWindow::show_trace(const records::Trace& trace) {
    begin_plots(trace.steps.empty() ? 0 : trace.steps.front().steps, trace.rule);
    for (const api::ParamsApplied& applied : trace.applied) plots_->note(applied);
    for (const api::StepEvent& step : trace.steps) plots_->append(step);
    policy_->clear_findings();
    if (!plots_->series().empty() && trace.rule)
        policy_->show_findings(plots_->series().recording());
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event) {
    if (!dragged_file(event->mimeData()).isEmpty()) event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent* event) {
    // The program it comes from may be gone by now.
    const QString file = dragged_file(event->mimeData());
    if (!file.isEmpty()) open_file(file);
}

void MainWindow::open_file(const QString& path) {
    remember_file(path);
    const std::string file = path.toStdString();
    const QString ending = QFileInfo(path).suffix().toLower();
    try {
        if (ending == QLatin1String("jsonl")) {
            const records::Trace trace = records::read_trace(file);
            if (!is_running()) show_trace(trace);
            offer_settings(recipe_of(trace, file));
        } else if (ending == QLatin1String("json")) {
            api::Recipe recipe;
            records::read_recipe(recipe, base::read_file(file), file);
            offer_settings(recipe);
        } else if (ending == QLatin1String("safetensors") && records::is_lora_file(file)) {
            prompt_dock_->show();
            prompt_->loras().add(path);
            statusBar()->showMessage(
                tr("%1 is merged into the model of the next run.").arg(QFileInfo(path).fileName()),
                6000);
        } else {
            open_clip(file, /*asks=*/true);
        }
    } catch (const Error& error) {
        show_trouble(QString::fromStdString(error.message()), QString::fromStdString(error.hint()));
    }
}

void MainWindow::open_clip(const std::string& path, bool asks) {
    if (!bridge_) return;
    if (center_->currentIndex() == 1) choose_layout(Layout::Generate);
    if (is_running()) statusBar()->showMessage(tr("Opens when the run has ended."), 5000);
    clip_brings_settings_ = asks;
    opened_clip_ = QString::fromStdString(path);
    clip_job_ = bridge_->engine().submit(api::ClipRequest{.path = path});
}

void MainWindow::finish_opening(const api::FinishedEvent& event) {
    if (!clip_brings_settings_) return;
    if (event.json.empty()) {
        // A picture from elsewhere can only be meant as what the clip begins with.
        if (prompt_->take_image(opened_clip_)) {
            statusBar()->showMessage(tr("The picture is the first frame."), 6000);
            return;
        }
        statusBar()->showMessage(tr("The file holds no settings of Plumbline."), 6000);
        return;
    }
    try {
        api::Recipe recipe;
        records::read_recipe(recipe, event.json, tr("the dropped file").toStdString());
        offer_settings(recipe);
    } catch (const Error& error) {
        show_trouble(QString::fromStdString(error.message()), QString::fromStdString(error.hint()));
    }
}

void MainWindow::offer_settings(const api::Recipe& recipe) {
    const QStringList changes = settings_difference(settings(), recipe);
    if (changes.isEmpty()) {
        statusBar()->showMessage(tr("The file's settings are those that stand here."), 6000);
        return;
    }
    auto* box = new QMessageBox(QMessageBox::Question, tr("Settings of the file"),
                                tr("Take over the file's settings?"),
                                QMessageBox::Apply | QMessageBox::Cancel, this);
    box->setInformativeText(changes.join(u'\n'));
    box->setDefaultButton(QMessageBox::Apply);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setModal(false);
    connect(box, &QMessageBox::buttonClicked, this, [this, box, recipe](QAbstractButton* button) {
        if (box->standardButton(button) != QMessageBox::Apply) return;
        show_settings(recipe);
        history_->note_edit();
    });
    box->show();
}

}  // namespace plumbline::ui
