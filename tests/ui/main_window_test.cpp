// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/main_window.h"

#include "engine/insight/recordings.h"
#include "plots/plot_panel.h"
#include "shell/command_palette.h"
#include "ui/ui_support.h"

#include <gtest/gtest.h>

#include <QAbstractButton>
#include <QAbstractSlider>
#include <QAbstractSpinBox>
#include <QAction>
#include <QApplication>
#include <QComboBox>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QTextBrowser>
#include <set>

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

bool is_interactive(const QWidget* widget) {
    // The parts that Qt makes of a larger control are reached through it.
    if (widget->objectName().startsWith(QStringLiteral("qt_"))) return false;
    for (const QWidget* above = widget->parentWidget(); above != nullptr;
         above = above->parentWidget()) {
        for (const char* whole : {"QAbstractSpinBox", "QComboBox", "QLineEdit", "QScrollBar"}) {
            if (above->inherits(whole)) return false;
        }
    }
    if (widget->inherits("QScrollBar") || widget->inherits("QToolBarExtension")) return false;
    return qobject_cast<const QAbstractButton*>(widget) != nullptr ||
           qobject_cast<const QAbstractSlider*>(widget) != nullptr ||
           qobject_cast<const QAbstractSpinBox*>(widget) != nullptr ||
           qobject_cast<const QComboBox*>(widget) != nullptr ||
           qobject_cast<const QLineEdit*>(widget) != nullptr ||
           qobject_cast<const QPlainTextEdit*>(widget) != nullptr ||
           qobject_cast<const QTextBrowser*>(widget) != nullptr ||
           widget->inherits("QCustomPlot") || widget->inherits("QListView");
}

std::string described(const QWidget* widget) {
    return std::string(widget->metaObject()->className()) + " \"" +
           widget->objectName().toStdString() + "\" in " +
           (widget->parentWidget() != nullptr ? widget->parentWidget()->metaObject()->className()
                                              : "nothing");
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

TEST(MainWindow, EveryControlHasANameAndAHelp) {
    MainWindow window;
    window.show();
    int seen = 0;
    for (const QWidget* widget : window.findChildren<QWidget*>()) {
        if (!is_interactive(widget)) continue;
        ++seen;
        const auto* button = qobject_cast<const QAbstractButton*>(widget);
        const bool named =
            !widget->accessibleName().isEmpty() || (button != nullptr && button->text().size() > 1);
        EXPECT_TRUE(named) << described(widget);
    }
    EXPECT_GT(seen, 20);
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

TEST(MainWindow, TabReachesEveryControl) {
    MainWindow window;
    window.show();
    window.activateWindow();
    std::set<const QWidget*> reached;
    const QWidget* first = window.nextInFocusChain();
    for (const QWidget* at = first; reached.insert(at).second; at = at->nextInFocusChain()) {
    }
    for (const QWidget* widget : window.findChildren<QWidget*>()) {
        if (!is_interactive(widget) || !widget->isEnabled() || !widget->isVisible()) continue;
        if (widget->inherits("QDockWidgetTitleButton"))
            continue;  // their commands are in the View menu
        const bool by_tab = (widget->focusPolicy() & Qt::TabFocus) != 0 && reached.contains(widget);
        // A tool bar's buttons are commands of the menus with shortcuts of their own.
        const bool by_key =
            widget->parentWidget() != nullptr && widget->parentWidget()->inherits("QToolBar");
        EXPECT_TRUE(by_tab || by_key) << described(widget);
    }
}

}  // namespace
}  // namespace plumbline::ui
