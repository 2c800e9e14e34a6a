// SPDX-License-Identifier: GPL-3.0-or-later
// The File menu, the languages, the first steps, and what went wrong.
#include "api/engine.h"
#include "controls/prompt_panel.h"
#include "plots/decision_strip.h"
#include "plots/error_plot.h"
#include "records/recipe_json.h"
#include "shell/first_steps.h"
#include "shell/main_window.h"
#include "shell/remembered.h"
#include "shell/trouble_dialog.h"
#include "support/icons.h"
#include "support/language.h"
#include "support/log.h"

#include <QAction>
#include <QActionGroup>
#include <QDockWidget>
#include <QFileDialog>
#include <QFileInfo>
#include <QMenuBar>
#include <QStatusBar>
#include <QSysInfo>

namespace plumbline::ui {

void MainWindow::make_file_menu() {
    QMenu* file = menuBar()->addMenu(tr("&File"));
    auto* open = add_action(tr("Open…"), QKeySequence::Open,
                            tr("A clip, picture, trace or recipe; its settings can come back"));
    auto* export_result = add_action(
        tr("Export…"), QKeySequence(tr("Ctrl+E")),
        tr("Another file of the comparison that is shown, of the chosen run or of the newest"));
    auto* quit = add_action(tr("Quit"), QKeySequence(tr("Ctrl+Q")), tr("Leave Plumbline"));
    open->setIcon(icon("open"));
    export_result->setIcon(icon("export"));
    quit->setIcon(icon("quit"));
    file->addAction(open);
    QMenu* recent = file->addMenu(tr("Open recent"));
    file->addSeparator();
    file->addAction(export_result);
    file->addSeparator();
    file->addAction(quit);
    connect(export_result, &QAction::triggered, this, &MainWindow::ask_for_export);
    connect(quit, &QAction::triggered, this, &QWidget::close);
    connect(open, &QAction::triggered, this, [this] {
        auto* dialog = new QFileDialog(this, tr("Open"));
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        dialog->setFileMode(QFileDialog::ExistingFile);
        dialog->setNameFilters({tr("What Plumbline reads (*.mp4 *.mov *.mkv *.webm *.gif *.webp "
                                   "*.png *.json *.jsonl)"),
                                tr("All files (*)")});
        connect(dialog, &QFileDialog::fileSelected, this, &MainWindow::open_file);
        dialog->open();
    });
    connect(recent, &QMenu::aboutToShow, this, [this, recent] {
        recent->clear();
        for (const QString& path : recent_files()) {
            QAction* entry = recent->addAction(QFileInfo(path).fileName());
            entry->setToolTip(path);
            entry->setStatusTip(path);
            connect(entry, &QAction::triggered, this, [this, path] { open_file(path); });
        }
        if (recent->isEmpty()) {
            recent->addAction(tr("Nothing was opened yet"))->setEnabled(false);
            return;
        }
        recent->addSeparator();
        connect(recent->addAction(tr("Forget these")), &QAction::triggered, this,
                forget_recent_files);
    });
}

void MainWindow::make_language_menu(QMenu& view) {
    QMenu* menu = view.addMenu(tr("Language"));
    auto* languages = new QActionGroup(this);
    for (const Language language : kLanguages) {
        QAction* action = menu->addAction(name_of(language));
        action->setCheckable(true);
        action->setChecked(language == chosen_language());
        action->setShortcut(
            QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key(Qt::Key_F1 + static_cast<int>(language))));
        action->setStatusTip(tr("From the next start on"));
        languages->addAction(action);
        connect(action, &QAction::triggered, this, [this, language] {
            choose_language(language);
            statusBar()->showMessage(tr("The language changes when Plumbline is started again."),
                                     8000);
        });
    }
}

void MainWindow::bring_to_front(const QStringList& files) {
    setWindowState((windowState() & ~Qt::WindowMinimized) | Qt::WindowActive);
    show();
    raise();
    activateWindow();
    for (const QString& file : files) open_file(file);
}

void MainWindow::show_first_steps() {
    if (findChild<FirstSteps*>() != nullptr) return;
    set_welcomed();
    for (QDockWidget* each : {prompt_dock_, plot_dock_}) each->show();
    new FirstSteps(
        {{prompt_->prompt_box(), tr("Say what the clip shows"),
          tr("A model is chosen and a prompt is there. Ctrl+Return generates; everything below can "
             "stay as it is.")},
         {findChild<ErrorPlot*>(), tr("The threshold is a line"),
          tr("While a run goes, the probe's error is drawn here. Drag the line marked τ: higher "
             "reuses more steps and is faster, lower keeps closer to the uncached clip.")},
         {findChild<DecisionStrip*>(), tr("What was decided, step by step"),
          tr("C was computed, S reused the cache, R computed after the probe. While you drag the "
             "line, a second lane shows what it would have led to.")}},
        this);
}

void MainWindow::end_first_steps() {
    if (auto* steps = findChild<FirstSteps*>()) steps->close();
}

void MainWindow::show_trouble(const QString& message, const QString& hint) {
    show_trouble(message, hint, tr("Everything is as it was."));
}

void MainWindow::show_trouble(const QString& message, const QString& hint, const QString& kept) {
    log(hint.isEmpty() ? message : message + QStringLiteral("; ") + hint);
    auto* dialog = findChild<TroubleDialog*>();
    if (dialog == nullptr) dialog = new TroubleDialog(this);
    const QString details = QStringLiteral("Plumbline %1, %2, Qt %3\n%4")
                                .arg(QString::fromUtf8(api::version()),
                                     QSysInfo::prettyProductName(), QString::fromLatin1(qVersion()),
                                     QString::fromStdString(records::recipe_text(settings())));
    dialog->add({.happened = message, .kept = kept, .advice = hint, .details = details});
    dialog->show();
    dialog->raise();
}

}  // namespace plumbline::ui
