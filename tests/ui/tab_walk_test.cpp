// SPDX-License-Identifier: GPL-3.0-or-later
// Tab comes by every control of the window and of each dialog, in the order in which they are read,
// and Shift+Tab goes the same way back.
#include "ui/tab_walk.h"

#include "bridge/engine_bridge.h"
#include "exports/export_dialog.h"
#include "library/library_dialog.h"
#include "library/model_shelf.h"
#include "library/system_dialog.h"
#include "plots/run_series.h"
#include "plots/staircase_plot.h"
#include "plots/step_table.h"
#include "preview/heat_bar.h"
#include "preview/preview_pane.h"
#include "shell/command_palette.h"
#include "shell/first_steps.h"
#include "shell/main_window.h"
#include "shell/trouble_dialog.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <QAction>
#include <QApplication>
#include <QMessageBox>
#include <QTemporaryDir>
#include <QTest>
#include <algorithm>

namespace plumbline::ui {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// Shows the window, walks through it both ways; gives the way forward.
std::vector<QWidget*> expect_walkable(QWidget& window) {
    window.show();
    window.activateWindow();
    EXPECT_TRUE(QTest::qWaitForWindowActive(&window));
    enable_all(window);
    if (QApplication::focusWidget() == nullptr) QTest::keyClick(&window, Qt::Key_Tab);
    std::vector<QWidget*> forward = walk();
    EXPECT_FALSE(forward.empty());
    EXPECT_THAT(missed(window, forward), IsEmpty());
    EXPECT_THAT(nameless(window, forward), IsEmpty());
    EXPECT_THAT(jumps(forward), IsEmpty());
    std::vector<QWidget*> back = walk(Direction::Back);
    if (!back.empty()) std::reverse(back.begin() + 1, back.end());
    EXPECT_EQ(described(back), described(forward));
    return forward;
}

class TabWalk : public testing::Test {
protected:
    void SetUp() override { qputenv("PLUMBLINE_ENGINE", PLUMBLINE_FAKE_ENGINE); }
    void TearDown() override { qunsetenv("PLUMBLINE_ENGINE"); }
};

TEST_F(TabWalk, TheWindowInTheLayoutTuneWithEverythingShown) {
    MainWindow window;
    window.resize(1600, 1000);
    window.choose_layout(MainWindow::Layout::Tune);
    HeatBar& heat = window.findChild<PreviewPane*>()->heat();
    heat.shown_action()->setChecked(true);
    window.findChild<StaircasePlot*>()->show();
    const std::vector<QWidget*> walked = expect_walkable(window);
    heat.shown_action()->setChecked(false);
    EXPECT_THAT(panels_of(walked, "run"),
                ElementsAre("run", "prompt", "runs", "QStackedWidget", "plots", "cache"));
    EXPECT_GT(walked.size(), 40U);
}

TEST_F(TabWalk, TheWindowInTheLayoutCompare) {
    MainWindow window;
    window.choose_layout(MainWindow::Layout::Compare);
    EXPECT_THAT(panels_of(expect_walkable(window), "run"),
                ElementsAre("run", "runs", "QStackedWidget"));
}

TEST_F(TabWalk, TheModelLibraryAndTheMachine) {
    const QTemporaryDir home;
    EngineBridge bridge;
    ModelShelf shelf(bridge, home.path().toStdString() + "/runs.sqlite");
    LibraryDialog library(shelf, nullptr);
    expect_walkable(library);
    library.close();
    SystemDialog machine(bridge, {home.path()}, nullptr);
    expect_walkable(machine);
}

TEST_F(TabWalk, TheExport) {
    ExportSource source;
    source.run = 1;
    source.label = QStringLiteral("run 1");
    source.clip = source.latents = source.trace = "/a";
    source.frames = 17;
    ExportDialog dialog(source, source, nullptr);
    dialog.setAttribute(Qt::WA_DeleteOnClose, false);
    dialog.set_against(true);
    EXPECT_GT(expect_walkable(dialog).size(), 18U);
}

TEST_F(TabWalk, TheCommands) {
    QAction action(QStringLiteral("Generate"));
    CommandPalette palette({&action}, nullptr);
    expect_walkable(palette);
}

TEST_F(TabWalk, TheTables) {
    StepTable table({steps_page(QStringLiteral("Steps"), {}), staircase_page({})});
    expect_walkable(table);
}

TEST_F(TabWalk, WhatWentWrong) {
    auto* trouble = new TroubleDialog(nullptr);
    trouble->add({.happened = QStringLiteral("a"),
                  .kept = QStringLiteral("b"),
                  .advice = QStringLiteral("c"),
                  .details = QStringLiteral("d")});
    expect_walkable(*trouble);
    trouble->close();
}

TEST_F(TabWalk, TheFirstStepsKeepTheKeyboardUntilTheyEnd) {
    MainWindow window;
    window.show();
    window.activateWindow();
    ASSERT_TRUE(QTest::qWaitForWindowActive(&window));
    window.show_first_steps();
    auto* steps = window.findChild<FirstSteps*>();
    ASSERT_NE(steps, nullptr);
    const std::vector<QWidget*> forward = walk();
    EXPECT_EQ(forward.size(), 2U);
    EXPECT_TRUE(
        std::ranges::all_of(forward, [&](const QWidget* at) { return steps->isAncestorOf(at); }));
    EXPECT_EQ(walk(Direction::Back).size(), 2U);
    EXPECT_THAT(nameless(window, forward), IsEmpty());
}

}  // namespace
}  // namespace plumbline::ui
