// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/main_window.h"

#include "compare/compare_pane.h"
#include "engine/insight/recordings.h"
#include "plots/plot_panel.h"
#include "shell/command_palette.h"
#include "ui/ui_support.h"

#include <gtest/gtest.h>

#include <QAction>
#include <QApplication>
#include <QDockWidget>
#include <QLineEdit>
#include <QMenu>
#include <QMenuBar>
#include <QScrollArea>
#include <QSettings>
#include <QTest>
#include <QTextBrowser>
#include <map>

namespace plumbline::ui {
namespace {

records::Trace recorded() {
    records::Trace trace;
    trace.prompt = "a red ball";
    trace.method = "dicache";
    trace.params = {{"threshold", 0.25}};
    trace.rule = insight::kRule;
    trace.blocks = 10;
    trace.steps = insight::steps_of("CCRSSRSS", std::vector{0.3, 0.1, 0.1, 0.2, 0.1, 0.1}, 0.25);
    for (api::StepEvent& step : trace.steps) {
        step.steps = 8;
        step.ms = 1;
    }
    return trace;
}

TEST(MainWindow, EveryLayoutFitsASmallScreen) {
    MainWindow window;
    window.show();
    for (const auto layout :
         {MainWindow::Layout::Generate, MainWindow::Layout::Tune, MainWindow::Layout::Compare}) {
        window.choose_layout(layout);
        wait_for([] { return false; }, 0.05);
        const QSize least = window.minimumSizeHint();
        EXPECT_LE(least.width(), 1280) << static_cast<int>(layout);
        EXPECT_LE(least.height(), 720) << static_cast<int>(layout);
    }
}

TEST(MainWindow, NothingInThePanelsIsCutOffBesideAScrollBar) {
    MainWindow window;
    window.resize(1240, 660);
    window.choose_layout(MainWindow::Layout::Tune);
    window.show();
    wait_for([] { return false; }, 0.05);
    int seen = 0;
    for (const QScrollArea* area : window.findChildren<QScrollArea*>()) {
        if (!area->isVisible()) continue;
        ++seen;
        EXPECT_LE(area->widget()->minimumSizeHint().width(), area->viewport()->width())
            << area->widget()->metaObject()->className();
    }
    EXPECT_GE(seen, 2);
}

TEST(MainWindow, KeepsItsSizeFromLayoutToLayout) {
    MainWindow window;
    const QSize size(1240, 680);
    window.resize(size);
    window.show();
    auto* compare = window.findChild<ComparePane*>();
    const api::Image grey{
        .width = 64, .height = 64, .pixels = std::vector<std::uint8_t>(64 * 64 * 3)};
    for (const int side : {0, 1}) {
        compare->begin_side(side, QStringLiteral("a run of the list"));
        compare->show_clip(side, {.frames = {grey, grey}, .fps = {8, 1}});
        compare->show_trace(side, recorded());
    }
    for (const auto layout : {MainWindow::Layout::Generate, MainWindow::Layout::Tune,
                              MainWindow::Layout::Compare, MainWindow::Layout::Tune}) {
        window.choose_layout(layout);
        wait_for([] { return false; }, 0.1);
        EXPECT_EQ(window.size().height(), size.height()) << static_cast<int>(layout);
    }
}

TEST(MainWindow, PlaysARecordedRun) {
    MainWindow window;
    window.show();
    bool finished = false;
    QObject::connect(&window, &MainWindow::run_finished, [&] { finished = true; });
    window.play(recorded(), 100.0);
    EXPECT_TRUE(window.is_running());
    ASSERT_TRUE(wait_for([&] { return finished; }));
    EXPECT_FALSE(window.is_running());
    EXPECT_EQ(window.findChild<PlotPanel*>()->series().done(), 8);
    EXPECT_TRUE(
        window.findChild<QTextBrowser*>()->toPlainText().contains(QStringLiteral("eligible")));
}

TEST(MainWindow, ThePaletteListsEveryCommandAndFindsByWords) {
    QAction one(QStringLiteral("&Generate")), two(QStringLiteral("Layout: Tune")), separator;
    separator.setSeparator(true);
    bool ran = false;
    QObject::connect(&two, &QAction::triggered, [&] { ran = true; });
    CommandPalette palette({&one, &separator, &two}, nullptr);
    EXPECT_EQ(palette.shown(), 2);
    auto* search = palette.findChild<QLineEdit*>();
    search->setText(QStringLiteral("tune lay"));
    EXPECT_EQ(palette.shown(), 1);
    Q_EMIT search->returnPressed();
    EXPECT_TRUE(wait_for([&] { return ran; }));
}

/// Leaves of the menus; the list of recent files holds none of the window's commands.
std::vector<QAction*> commands_of(const MainWindow& window) {
    std::vector<QAction*> commands;
    for (QMenu* menu : window.menuBar()->findChildren<QMenu*>()) {
        if (menu->title() == QStringLiteral("Open recent")) continue;
        for (QAction* action : menu->actions()) {
            if (!action->isSeparator() && action->menu() == nullptr) commands.push_back(action);
        }
    }
    return commands;
}

TEST(MainWindow, EveryCommandHasKeysOfItsOwn) {
    const MainWindow window;
    std::map<QKeySequence, std::string> taken;
    const auto commands = commands_of(window);
    EXPECT_GT(commands.size(), 40U);
    for (const QAction* command : commands) {
        const std::string name = command->text().toStdString();
        EXPECT_FALSE(command->shortcuts().isEmpty()) << name;
        for (const QKeySequence& keys : command->shortcuts()) {
            EXPECT_TRUE(taken.emplace(keys, name).second)
                << keys.toString().toStdString() << ": " << name << " and " << taken[keys];
        }
    }
}

TEST(MainWindow, TheKeyboardGoesFromPanelToPanelAndIntoTheHistory) {
    MainWindow window;
    window.show();
    window.activateWindow();
    ASSERT_TRUE(QTest::qWaitForWindowActive(&window));
    const auto panel_with_keyboard = [&]() -> std::string {
        for (const QDockWidget* dock : window.findChildren<QDockWidget*>()) {
            if (dock->isAncestorOf(QApplication::focusWidget()))
                return dock->objectName().toStdString();
        }
        return "centre";
    };
    QTest::keyClick(&window, Qt::Key_F, Qt::ControlModifier);
    EXPECT_EQ(panel_with_keyboard(), "runs");
    std::vector<std::string> forward, back;
    for (int i = 0; i < 5; ++i) {
        QTest::keyClick(&window, Qt::Key_F6);
        forward.push_back(panel_with_keyboard());
    }
    EXPECT_EQ(forward, (std::vector<std::string>{"centre", "plots", "cache", "prompt", "runs"}));
    QTest::keyClick(&window, Qt::Key_F6, Qt::ShiftModifier);
    EXPECT_EQ(panel_with_keyboard(), "prompt");
}

TEST(MainWindow, WritesItsLayoutDownBeforeItEnds) {
    MainWindow window;
    window.show();
    window.choose_layout(MainWindow::Layout::Tune);
    const auto state = [] { return QSettings().value(QStringLiteral("window/state")); };
    ASSERT_TRUE(wait_for([&] { return state().toByteArray() == window.saveState(); }));
    window.choose_layout(MainWindow::Layout::Compare);
    EXPECT_TRUE(wait_for([&] { return state().toByteArray() == window.saveState(); }));
    for (const char* key : {"window/state", "window/geometry", "window/compares"})
        QSettings().remove(QLatin1String(key));
}

}  // namespace
}  // namespace plumbline::ui
