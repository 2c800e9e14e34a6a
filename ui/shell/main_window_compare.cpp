// SPDX-License-Identifier: GPL-3.0-or-later
// Two runs of the list against each other.
#include "base/error.h"
#include "bridge/engine_bridge.h"
#include "compare/compare_pane.h"
#include "preview/preview_pane.h"
#include "records/recipe_json.h"
#include "records/trace.h"
#include "shell/main_window.h"
#include "support/icons.h"

#include <QAction>
#include <QMenuBar>
#include <QStackedWidget>
#include <QStatusBar>
#include <algorithm>
#include <filesystem>

namespace plumbline::ui {
namespace {

QString label_of(const store::StoredRun& run, const api::Recipe& recipe) {
    QString text = MainWindow::tr("run %1, %2").arg(run.id).arg(QString::fromStdString(run.method));
    for (const auto& [key, value] : recipe.cache_text)
        if (key == "threshold") text += QStringLiteral(" τ ") + QString::fromStdString(value);
    if (run.speedup > 0) text += MainWindow::tr(", %1× ideal").arg(run.speedup, 0, 'f', 2);
    return text + QStringLiteral(" · ") + QString::fromStdString(run.prompt).simplified();
}

}  // namespace

void MainWindow::make_compare_menu() {
    QMenu* menu = menuBar()->addMenu(tr("Co&mpare"));
    menu->addActions(compare_->commands());
    // They act in the layout only where they are seen; elsewhere the keys do nothing.
    for (QAction* action : compare_->commands()) compare_->addAction(action);
}

void MainWindow::show_center(bool compares) {
    // The page behind asks for no room.
    QWidget* behind = compares ? static_cast<QWidget*>(preview_) : compare_;
    QWidget* shown = compares ? static_cast<QWidget*>(compare_) : preview_;
    behind->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Ignored);
    shown->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Preferred);
    center_->setCurrentWidget(shown);
}

void MainWindow::compare_run(const store::StoredRun& run, int side) {
    const auto at = static_cast<std::size_t>(side);
    try {
        api::Recipe recipe;
        records::read_recipe(recipe, run.recipe, tr("run %1").arg(run.id).toStdString());
        choose_layout(Layout::Compare);
        compare_->begin_side(side, label_of(run, recipe));
        compared_[at] = run;
        if (bridge_) compare_jobs_[at] = bridge_->engine().submit(api::ClipRequest{recipe.output});
        if (is_running()) statusBar()->showMessage(tr("Opens when the run has ended."), 5000);
        if (std::filesystem::exists(recipe.trace))
            compare_->show_trace(side, records::read_trace(recipe.trace));
    } catch (const Error& error) {
        show_trouble(QString::fromStdString(error.message()), QString::fromStdString(error.hint()));
    }
}

bool MainWindow::takes_compared_clip(api::JobId job, const api::ClipEvent& event) {
    const auto found = std::ranges::find(compare_jobs_, job);
    if (job == 0 || found == compare_jobs_.end()) return false;
    compare_->show_clip(static_cast<int>(found - compare_jobs_.begin()), *event.clip);
    return true;
}

}  // namespace plumbline::ui
