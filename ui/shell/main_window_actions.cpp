// SPDX-License-Identifier: GPL-3.0-or-later
// Commands of the window, its layouts and what it remembers of them.
#include "compare/compare_pane.h"
#include "controls/lora_list.h"
#include "controls/policy_panel.h"
#include "controls/prompt_panel.h"
#include "plots/plot_panel.h"
#include "plots/step_table.h"
#include "preview/heat_bar.h"
#include "preview/preview_pane.h"
#include "records/recipe_command.h"
#include "records/recipe_json.h"
#include "runs/run_panel.h"
#include "shell/command_palette.h"
#include "shell/layout_keeper.h"
#include "shell/main_window.h"
#include "shell/settings_difference.h"
#include "shell/settings_history.h"
#include "support/icons.h"

#include <QAction>
#include <QActionGroup>
#include <QApplication>
#include <QClipboard>
#include <QCloseEvent>
#include <QDockWidget>
#include <QMenuBar>
#include <QSettings>
#include <QStackedWidget>
#include <QStatusBar>
#include <QToolBar>
#include <QToolButton>

namespace plumbline::ui {
namespace {

constexpr const char* kGeometry = "window/geometry";
constexpr const char* kState = "window/state";
constexpr const char* kCompares = "window/compares";
constexpr const char* kTheme = "window/theme";

}  // namespace

QAction* MainWindow::add_action(const QString& text,
                                const QKeySequence& keys,
                                const QString& help) {
    auto* action = new QAction(text, this);
    action->setShortcut(keys);
    action->setToolTip(
        keys.isEmpty() ? help : tr("%1 (%2)").arg(help, keys.toString(QKeySequence::NativeText)));
    action->setStatusTip(help);
    addAction(action);
    return action;
}

void MainWindow::make_actions() {
    make_file_menu();
    make_run_menu();
    make_edit_menu();
    make_clip_menu();
    make_compare_menu();
    make_queue_menu();
    make_view_menu();
    make_tools_menu();
    make_help_menu();
}

void MainWindow::make_run_menu() {
    generate_ = add_action(tr("Generate"), QKeySequence(tr("Ctrl+Return")), tr("Start a run"));
    pause_ =
        add_action(tr("Pause"), QKeySequence(tr("Ctrl+P")), tr("Hold the run between two blocks"));
    pause_->setCheckable(true);
    stop_ = add_action(tr("Stop"), QKeySequence(Qt::Key_Escape),
                       tr("End the run; the latents of its last whole step are kept"));
    discard_ = add_action(tr("Stop and discard"), QKeySequence(tr("Shift+Esc")),
                          tr("End the run and keep nothing of it"));
    compute_next_ =
        add_action(tr("Compute the next step"), QKeySequence(tr("Ctrl+K")),
                   tr("The next step of both branches is computed, whatever its error"));
    never_skip_ = add_action(tr("Never skip from here"), QKeySequence(tr("Ctrl+Shift+K")),
                             tr("Nothing is reused from the next step to the end of this run"));
    generate_->setIcon(icon("generate"));
    pause_->setIcon(icon("pause"));
    stop_->setIcon(icon("stop"));
    discard_->setIcon(icon("discard"));
    connect(generate_, &QAction::triggered, this, &MainWindow::generate);
    connect(pause_, &QAction::toggled, this, &MainWindow::set_paused);
    connect(stop_, &QAction::triggered, this, [this] { stop(); });
    connect(discard_, &QAction::triggered, this, [this] { stop(api::Keep::Nothing); });
    connect(compute_next_, &QAction::triggered, policy_, &PolicyPanel::compute_next_asked);
    connect(never_skip_, &QAction::triggered, policy_, &PolicyPanel::never_skip_asked);
    QMenu* run = menuBar()->addMenu(tr("&Run"));
    run->addActions({generate_, pause_, stop_, discard_});
    run->addSeparator();
    run->addActions({compute_next_, never_skip_});
}

void MainWindow::make_clip_menu() {
    QMenu* clip = menuBar()->addMenu(tr("&Clip"));
    auto* play =
        add_action(tr("Play or pause"), QKeySequence(tr("Ctrl+Space")), tr("Play the clip"));
    auto* back = add_action(tr("One frame back"), QKeySequence(tr("Alt+Left")), tr("Step back"));
    auto* on = add_action(tr("One frame on"), QKeySequence(tr("Alt+Right")), tr("Step on"));
    clip->addActions({play, back, on});
    play->setIcon(icon("play"));
    back->setIcon(icon("frame-back"));
    on->setIcon(icon("frame-on"));
    connect(play, &QAction::triggered, this,
            [this] { preview_->set_playing(!preview_->is_playing()); });
    connect(back, &QAction::triggered, this, [this] { preview_->step_frames(-1); });
    connect(on, &QAction::triggered, this, [this] { preview_->step_frames(1); });
}

void MainWindow::make_queue_menu() {
    QMenu* queue = menuBar()->addMenu(tr("&Queue"));
    auto* find = add_action(tr("Find a run"), QKeySequence::Find,
                            tr("Write into the search field of queue and history"));
    connect(find, &QAction::triggered, this, &MainWindow::find_run);
    queue->addAction(find);
    queue->addSeparator();
    queue->addActions(runs_->commands());
}

void MainWindow::make_edit_menu() {
    QMenu* edit = menuBar()->addMenu(tr("&Edit"));
    QAction* undo = history_->stack().createUndoAction(this, tr("Undo"));
    undo->setShortcut(QKeySequence::Undo);
    QAction* redo = history_->stack().createRedoAction(this, tr("Redo"));
    redo->setShortcut(QKeySequence::Redo);
    auto* text = add_action(tr("Copy settings as command line"), QKeySequence(tr("Ctrl+Shift+C")),
                            tr("A line for a shell that runs what the controls say"));
    auto* words = add_action(tr("Copy settings as text"), QKeySequence(tr("Ctrl+Alt+C")),
                             tr("Lines to read: a setting each"));
    auto* json = add_action(tr("Copy settings as JSON"), QKeySequence(tr("Ctrl+Alt+J")),
                            tr("A recipe file for --recipe"));
    undo->setIcon(icon("undo"));
    redo->setIcon(icon("redo"));
    text->setIcon(icon("copy"));
    json->setIcon(icon("copy"));
    words->setIcon(icon("copy"));
    auto* lora = add_action(tr("Add LoRA files"), QKeySequence(tr("Ctrl+Shift+L")),
                            tr("Choose files of changes that are merged into the model"));
    connect(lora, &QAction::triggered, this, [this] {
        prompt_dock_->show();
        prompt_dock_->raise();
        prompt_->loras().ask_for_files();
    });
    edit->addActions({undo, redo});
    edit->addSeparator();
    edit->addAction(lora);
    edit->addSeparator();
    edit->addActions({words, text, json});
    connect(text, &QAction::triggered, this,
            [this] { copy(QString::fromStdString(records::command_line(settings()))); });
    connect(words, &QAction::triggered, this, [this] { copy(settings_text(settings())); });
    connect(json, &QAction::triggered, this,
            [this] { copy(QString::fromStdString(records::recipe_text(settings()))); });
}

void MainWindow::copy(const QString& text) {
    QGuiApplication::clipboard()->setText(text);
    statusBar()->showMessage(tr("Copied."), 3000);
}

void MainWindow::make_help_menu() {
    QMenu* help = menuBar()->addMenu(tr("&Help"));
    auto* commands = add_action(tr("Commands and shortcuts"), QKeySequence(tr("Ctrl+Shift+P")),
                                tr("Every command with its keys, to look up or to run"));
    commands->setShortcuts({QKeySequence(tr("Ctrl+Shift+P")), QKeySequence(Qt::Key_F1)});
    commands->setIcon(icon("commands"));
    help->addAction(commands);
    auto* first = add_action(tr("First steps"), QKeySequence(tr("Shift+F1")),
                             tr("Points at prompt, threshold and decisions"));
    help->addAction(first);
    connect(first, &QAction::triggered, this, &MainWindow::show_first_steps);
    connect(commands, &QAction::triggered, this, [this] {
        QList<QAction*> all;
        for (QMenu* menu : menuBar()->findChildren<QMenu*>()) all << menu->actions();
        auto* palette = new CommandPalette(all, this);
        palette->setAttribute(Qt::WA_DeleteOnClose);
        palette->open();
    });
}

void MainWindow::make_view_menu() {
    QMenu* view = menuBar()->addMenu(tr("&View"));
    auto* make =
        add_action(tr("Layout: Generate"), QKeySequence(tr("Ctrl+1")), tr("A large preview"));
    auto* tune = add_action(tr("Layout: Tune"), QKeySequence(tr("Ctrl+2")), tr("Large plots"));
    auto* compare = add_action(tr("Layout: Compare"), QKeySequence(tr("Ctrl+3")),
                               tr("Two results against each other"));
    compare->setIcon(icon("layout-compare"));
    connect(compare, &QAction::triggered, this, [this] { choose_layout(Layout::Compare); });
    make->setIcon(icon("layout-generate"));
    tune->setIcon(icon("layout-tune"));
    view->addActions({make, tune, compare});
    connect(make, &QAction::triggered, this, [this] { choose_layout(Layout::Generate); });
    connect(tune, &QAction::triggered, this, [this] { choose_layout(Layout::Tune); });
    auto* table = add_action(tr("Steps as a table"), QKeySequence(tr("Ctrl+T")),
                             tr("Every number of the plots, to read or to copy"));
    table->setIcon(icon("table"));
    view->addAction(table);
    connect(table, &QAction::triggered, this, [this] {
        auto* steps = new StepTable(tables(), this);
        steps->setAttribute(Qt::WA_DeleteOnClose);
        steps->show();
    });
    view->addActions({preview_->heat().shown_action(), preview_->heat().summed_action()});
    view->addSeparator();
    auto* next = add_action(tr("Next panel"), QKeySequence(tr("F6")),
                            tr("The keyboard goes to the next panel"));
    auto* previous = add_action(tr("Previous panel"), QKeySequence(tr("Shift+F6")),
                                tr("The keyboard goes to the panel before"));
    connect(next, &QAction::triggered, this, [this] { go_to_panel(1); });
    connect(previous, &QAction::triggered, this, [this] { go_to_panel(-1); });
    view->addActions({next, previous});
    int number = 0;
    for (QDockWidget* each : {prompt_dock_, run_dock_, policy_dock_, plot_dock_}) {
        each->toggleViewAction()->setShortcut(
            QKeySequence(Qt::ALT | Qt::Key(Qt::Key_1 + number++)));
        view->addAction(each->toggleViewAction());
    }
    view->addSeparator();
    make_theme_menu(*view->addMenu(tr("Theme")));
    make_language_menu(*view);
    make_tool_bar({make, tune, compare});
}

std::vector<TablePage> MainWindow::tables() const {
    if (center_->currentIndex() == 1) {
        return {steps_page(tr("Steps of A"), compare_->series(0)),
                steps_page(tr("Steps of B"), compare_->series(1))};
    }
    return {steps_page(tr("Steps"), plots_->series()), staircase_page(policy_->treads())};
}

void MainWindow::make_theme_menu(QMenu& theme) {
    themes_ = new QActionGroup(this);
    for (const auto& [name, value] :
         {std::pair{tr("System"), Theme::System}, std::pair{tr("Light"), Theme::Light},
          std::pair{tr("Dark"), Theme::Dark},
          std::pair{tr("High contrast"), Theme::HighContrast}}) {
        QAction* action = theme.addAction(name);
        action->setCheckable(true);
        action->setShortcut(
            QKeySequence(Qt::CTRL | Qt::ALT | Qt::Key(Qt::Key_5 + static_cast<int>(value))));
        action->setData(static_cast<int>(value));
        themes_->addAction(action);
    }
    connect(themes_, &QActionGroup::triggered, this,
            [this](QAction* action) { choose_theme(static_cast<Theme>(action->data().toInt())); });
}

void MainWindow::make_tool_bar(const QList<QAction*>& layouts) {
    QToolBar* bar = addToolBar(tr("Run"));
    bar->setObjectName(QStringLiteral("run"));
    bar->setMovable(false);
    bar->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    bar->addActions({generate_, pause_, stop_});
    bar->addSeparator();
    bar->addActions(layouts);
    for (auto* button : bar->findChildren<QToolButton*>()) button->setFocusPolicy(Qt::TabFocus);
}

void MainWindow::restore() {
    const QSettings settings;
    restoreGeometry(settings.value(QLatin1String(kGeometry)).toByteArray());
    const QByteArray state = settings.value(QLatin1String(kState)).toByteArray();
    if (state.isEmpty() || !restoreState(state))
        choose_layout(Layout::Tune);
    else
        show_center(settings.value(QLatin1String(kCompares)).toBool());
    const int theme = settings.value(QLatin1String(kTheme), 0).toInt();
    for (QAction* action : themes_->actions()) {
        if (action->data().toInt() == theme) action->setChecked(true);
    }
    auto* keeper = new LayoutKeeper([this] { keep_layout(); }, this);
    keeper->watch(this);
    for (QDockWidget* each : {prompt_dock_, run_dock_, policy_dock_, plot_dock_})
        keeper->watch(each);
}

void MainWindow::keep_layout() {
    QSettings settings;
    settings.setValue(QLatin1String(kGeometry), saveGeometry());
    settings.setValue(QLatin1String(kState), saveState());
    settings.setValue(QLatin1String(kCompares), center_->currentIndex() == 1);
}

void MainWindow::closeEvent(QCloseEvent* event) {
    keep_layout();
    QMainWindow::closeEvent(event);
}

void MainWindow::choose_layout(Layout layout) {
    const bool compares = layout == Layout::Compare;
    // What goes, goes first: both together would need a larger window.
    if (compares) {
        for (QDockWidget* each : {prompt_dock_, policy_dock_, plot_dock_}) each->hide();
    }
    show_center(compares);
    plots_->set_compact(layout == Layout::Generate);
    for (QDockWidget* each : {prompt_dock_, run_dock_, policy_dock_, plot_dock_}) {
        if (compares && each != run_dock_) continue;
        each->setFloating(false);
        each->show();
    }
    if (compares) {
        resizeDocks({run_dock_}, {280}, Qt::Horizontal);
        return;
    }
    const int whole = height();
    resizeDocks({plot_dock_}, {layout == Layout::Tune ? whole * 55 / 100 : whole * 32 / 100},
                Qt::Vertical);
    resizeDocks({prompt_dock_, run_dock_}, {whole * 64 / 100, whole * 36 / 100}, Qt::Vertical);
    resizeDocks({prompt_dock_, policy_dock_}, {320, 320}, Qt::Horizontal);
}

void MainWindow::choose_theme(Theme theme) {
    apply_theme(*qobject_cast<QApplication*>(QCoreApplication::instance()), theme);
    QSettings().setValue(QLatin1String(kTheme), static_cast<int>(theme));
}

}  // namespace plumbline::ui
