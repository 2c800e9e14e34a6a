// SPDX-License-Identifier: GPL-3.0-or-later
// Where the keyboard is: from panel to panel, and by Tab within them.
#include "compare/compare_pane.h"
#include "controls/policy_panel.h"
#include "controls/prompt_panel.h"
#include "plots/plot_panel.h"
#include "preview/preview_pane.h"
#include "runs/run_panel.h"
#include "shell/main_window.h"
#include "support/tab_order.h"

#include <QApplication>
#include <QDockWidget>
#include <QStackedWidget>
#include <algorithm>
#include <vector>

namespace plumbline::ui {
namespace {

bool takes_tab(const QWidget* widget) {
    return (widget->focusPolicy() & Qt::TabFocus) != 0 && widget->focusProxy() == nullptr;
}

/// What Tab can reach in a panel, in the keyboard's order.
std::vector<QWidget*> stops_of(QWidget* panel) {
    std::vector<QWidget*> stops;
    for (QWidget* at = panel->nextInFocusChain(); at != panel; at = at->nextInFocusChain()) {
        if (panel->isAncestorOf(at) && takes_tab(at)) stops.push_back(at);
    }
    return stops;
}

}  // namespace

void MainWindow::order_panels() {
    std::vector<QWidget*> order;
    for (QWidget* panel :
         std::initializer_list<QWidget*>{prompt_, runs_, preview_, compare_, plots_, policy_}) {
        const std::vector<QWidget*> stops = stops_of(panel);
        order.insert(order.end(), stops.begin(), stops.end());
    }
    set_tab_order(order);
}

void MainWindow::go_to_panel(int by) {
    std::vector<QWidget*> panels;
    for (QWidget* panel : std::initializer_list<QWidget*>{prompt_, runs_, center_->currentWidget(),
                                                          plots_, policy_}) {
        if (panel->isVisible()) panels.push_back(panel);
    }
    const auto has_keyboard = [](const QWidget* panel) {
        return QApplication::focusWidget() != nullptr &&
               panel->isAncestorOf(QApplication::focusWidget());
    };
    const int count = static_cast<int>(panels.size());
    const auto found = std::ranges::find_if(panels, has_keyboard);
    int at = found != panels.end() ? static_cast<int>(found - panels.begin()) : by > 0 ? -1 : count;
    for (int tries = 0; tries < count; ++tries) {
        at = (at + by + count) % count;
        for (QWidget* stop : stops_of(panels[static_cast<std::size_t>(at)])) {
            if (!stop->isVisible() || !stop->isEnabled()) continue;
            stop->setFocus(by > 0 ? Qt::TabFocusReason : Qt::BacktabFocusReason);
            return;
        }
    }
}

void MainWindow::find_run() {
    run_dock_->show();
    run_dock_->raise();
    runs_->focus_search();
}

}  // namespace plumbline::ui
