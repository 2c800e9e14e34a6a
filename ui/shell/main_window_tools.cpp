// SPDX-License-Identifier: GPL-3.0-or-later
// The model library and what the engine says of this machine.
#include "bridge/engine_bridge.h"
#include "controls/prompt_panel.h"
#include "library/library_dialog.h"
#include "library/model_shelf.h"
#include "library/system_dialog.h"
#include "plots/plot_panel.h"
#include "shell/main_window.h"
#include "shell/memory_words.h"
#include "support/log.h"

#include <QAction>
#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QMenuBar>
#include <QStandardPaths>
#include <QStatusBar>

namespace plumbline::ui {

void MainWindow::start_library() {
    shelf_ = std::make_unique<ModelShelf>(*bridge_, store::usual_file());
    connect(shelf_.get(), &ModelShelf::troubled, this,
            qOverload<const QString&, const QString&>(&MainWindow::show_trouble));
    shelf_->start();
}

void MainWindow::make_tools_menu() {
    QMenu* tools = menuBar()->addMenu(tr("&Tools"));
    auto* library = add_action(tr("Model library"), QKeySequence(tr("Ctrl+L")),
                               tr("Folders with models: what is there, and what still lacks"));
    auto* machine = add_action(tr("About this machine"), QKeySequence(tr("Ctrl+Shift+I")),
                               tr("Processor, memory, CUDA, encoders and folders, in words"));
    tools->addActions({library, machine});
    connect(library, &QAction::triggered, this, &MainWindow::show_library);
    connect(machine, &QAction::triggered, this, &MainWindow::show_machine);
}

void MainWindow::show_library() {
    if (!shelf_) return;
    auto* dialog = findChild<LibraryDialog*>();
    if (dialog == nullptr) {
        dialog = new LibraryDialog(*shelf_, this);
        dialog->setAttribute(Qt::WA_DeleteOnClose);
    }
    dialog->show();
    dialog->raise();
    dialog->activateWindow();
}

void MainWindow::show_machine() {
    if (!bridge_) return;
    const QString data = QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation) +
                         QStringLiteral("/plumbline");
    auto* dialog = new SystemDialog(*bridge_, {data, data + QStringLiteral("/results")}, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->show();
}

void MainWindow::ask_for_tokens() {
    // While a run goes the answer would come after it, for a text of long ago.
    const api::ModelCard* card = prompt_->model();
    if (!bridge_ || card == nullptr || !card->complete || is_running()) {
        prompt_->show_tokens(-1, -1, 0);
        return;
    }
    const api::Recipe recipe = prompt_->recipe();
    tokens_job_ = bridge_->engine().submit(api::TokensRequest{
        .model = recipe.model, .texts = {recipe.prompt, recipe.negative.value_or("")}});
}

void MainWindow::show_tokens(const api::FinishedEvent& event) {
    tokens_job_ = 0;
    const QJsonObject counted =
        QJsonDocument::fromJson(QByteArray::fromStdString(event.json)).object();
    const QJsonArray tokens = counted.value(QLatin1String("tokens")).toArray();
    if (event.outcome != api::Outcome::Done || tokens.size() != 2) {
        log(QString::fromStdString(event.message));  // the run itself will say it
        prompt_->show_tokens(-1, -1, 0);
        return;
    }
    prompt_->show_tokens(tokens[0].toInt(), tokens[1].toInt(),
                         counted.value(QLatin1String("limit")).toInt());
}

void MainWindow::ask_for_forecast() {
    // While a run goes the answer would come after it.
    const api::ModelCard* card = prompt_->model();
    if (!bridge_ || card == nullptr || !card->complete || is_running()) return;
    forecast_job_ = bridge_->engine().submit(api::ForecastRequest{.recipe = settings()});
}

void MainWindow::show_forecast(const api::FinishedEvent& event) {
    forecast_job_ = 0;
    // Settings that are not possible are told beside themselves, and by the run.
    prompt_->show_memory(event.outcome == api::Outcome::Done ? memory_words(event.json)
                                                             : QString());
    plots_->show_plan(event.outcome == api::Outcome::Done ? planned_schedule(event.json)
                                                          : std::nullopt);
}

}  // namespace plumbline::ui
