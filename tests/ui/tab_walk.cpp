// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/tab_walk.h"

#include <QAccessible>
#include <QApplication>
#include <QScrollArea>
#include <QTest>
#include <QWidget>
#include <algorithm>

namespace plumbline::ui {
namespace {

constexpr int kMostPresses = 400;

bool inherits_one_of(const QWidget* widget, std::initializer_list<const char*> classes) {
    return std::ranges::any_of(classes, [&](const char* name) { return widget->inherits(name); });
}

bool is_control(const QWidget* widget) {
    // A dock's own buttons: closing is a command of the View menu, floating a matter of the mouse.
    if (inherits_one_of(widget, {"QScrollBar", "QToolBarExtension", "QDockWidgetTitleButton"}))
        return false;
    if (widget->objectName().startsWith(QStringLiteral("qt_"))) return false;
    // Parts of a larger control are reached through it.
    for (const QWidget* above = widget->parentWidget(); above != nullptr;
         above = above->parentWidget()) {
        if (inherits_one_of(above, {"QAbstractSpinBox", "QComboBox", "QLineEdit",
                                    "QAbstractItemView", "QMenuBar"}))
            return false;
    }
    return inherits_one_of(
        widget, {"QAbstractButton", "QAbstractSlider", "QAbstractSpinBox", "QComboBox", "QLineEdit",
                 "QPlainTextEdit", "QTextEdit", "QAbstractItemView", "QCustomPlot",
                 "plumbline::ui::CompareView"});
}

bool is_panel(const QWidget* widget) {
    return widget->isWindow() ||
           (inherits_one_of(widget, {"QDockWidget", "QToolBar", "QStackedWidget",
                                     "plumbline::ui::FirstSteps"}) &&
            !widget->objectName().startsWith(QStringLiteral("qt_")));
}

const QWidget* panel_of(const QWidget* widget) {
    while (!is_panel(widget)) widget = widget->parentWidget();
    return widget;
}

/// Where it lies in its panel, whatever was scrolled.
QRect place_of(const QWidget* widget) {
    const QWidget* frame = panel_of(widget);
    for (const QWidget* above = widget->parentWidget(); above != nullptr && above != frame;
         above = above->parentWidget()) {
        const auto* area = qobject_cast<const QScrollArea*>(above);
        if (area != nullptr) frame = area->widget();
    }
    return {widget->mapTo(frame, QPoint()), widget->size()};
}

std::string name_of(const QWidget* widget) {
    if (!widget->accessibleName().isEmpty()) return widget->accessibleName().toStdString();
    // What a list shows now is its value, not its name.
    if (widget->inherits("QComboBox")) return {};
    QAccessibleInterface* spoken =
        QAccessible::queryAccessibleInterface(const_cast<QWidget*>(widget));
    return spoken == nullptr ? std::string() : spoken->text(QAccessible::Name).toStdString();
}

std::string described(const QWidget* widget) {
    return std::string(widget->metaObject()->className()) + " \"" + name_of(widget) + "\" in " +
           panel_of(widget)->metaObject()->className() + " " +
           panel_of(widget)->objectName().toStdString();
}

/// From where the panel changes on; within one alone from its upper left on.
std::vector<QWidget*> from_a_panels_begin(std::vector<QWidget*> walked) {
    const auto is_before = [](const QWidget* a, const QWidget* b) {
        const QPoint at = place_of(a).topLeft(), other = place_of(b).topLeft();
        return at.y() != other.y() ? at.y() < other.y() : at.x() < other.x();
    };
    if (std::ranges::all_of(walked, [&](const QWidget* each) {
            return panel_of(each) == panel_of(walked.front());
        })) {
        std::rotate(walked.begin(), std::ranges::min_element(walked, is_before), walked.end());
        return walked;
    }
    for (std::size_t i = 1; i < walked.size(); ++i) {
        if (panel_of(walked[i]) == panel_of(walked[i - 1])) continue;
        std::rotate(walked.begin(), walked.begin() + static_cast<std::ptrdiff_t>(i), walked.end());
        break;
    }
    return walked;
}

}  // namespace

std::vector<QWidget*> walk(Direction direction) {
    std::vector<QWidget*> walked;
    for (int i = 0; i < kMostPresses; ++i) {
        QWidget* at = QApplication::focusWidget();
        if (at == nullptr || std::ranges::find(walked, at) != walked.end()) break;
        walked.push_back(at);
        QTest::keyClick(at, direction == Direction::Forward ? Qt::Key_Tab : Qt::Key_Backtab,
                        direction == Direction::Forward ? Qt::NoModifier : Qt::ShiftModifier);
    }
    return walked;
}

std::vector<QWidget*> controls_of(const QWidget& window) {
    std::vector<QWidget*> controls;
    for (QWidget* widget : window.findChildren<QWidget*>()) {
        if (widget->window() == &window && widget->isVisible() && is_control(widget))
            controls.push_back(widget);
    }
    return controls;
}

void enable_all(const QWidget& window) {
    for (QWidget* control : controls_of(window)) control->setEnabled(true);
}

std::vector<std::string> missed(const QWidget& window, const std::vector<QWidget*>& walked) {
    std::vector<std::string> found;
    for (const QWidget* control : controls_of(window)) {
        const QWidget* taker = control->focusProxy() != nullptr ? control->focusProxy() : control;
        if (std::ranges::find(walked, taker) == walked.end()) found.push_back(described(control));
    }
    return found;
}

std::vector<std::string> described(const std::vector<QWidget*>& walked) {
    std::vector<std::string> words;
    for (const QWidget* widget : walked) words.push_back(described(widget));
    return words;
}

std::vector<std::string> nameless(const QWidget& window, const std::vector<QWidget*>& walked) {
    std::vector<QWidget*> all = controls_of(window);
    all.insert(all.end(), walked.begin(), walked.end());
    std::vector<std::string> found;
    for (const QWidget* widget : all) {
        if (name_of(widget).empty()) found.push_back(described(widget));
    }
    return found;
}

std::vector<std::string> jumps(const std::vector<QWidget*>& walked) {
    const std::vector<QWidget*> line = from_a_panels_begin(walked);
    std::vector<std::string> found;
    std::vector<const QWidget*> left;
    for (std::size_t i = 1; i < line.size(); ++i) {
        const QWidget *from = line[i - 1], *to = line[i];
        if (panel_of(from) != panel_of(to)) {
            left.push_back(panel_of(from));
            if (std::ranges::find(left, panel_of(to)) != left.end())
                found.push_back("back to the panel of " + described(to));
            continue;
        }
        const QRect a = place_of(from), b = place_of(to);
        const bool goes_up = b.bottom() < a.top();
        const bool goes_left = b.right() < a.left() && b.top() <= a.bottom() && !goes_up;
        if (goes_up || goes_left) found.push_back(described(from) + " → " + described(to));
    }
    return found;
}

std::vector<std::string> panels_of(const std::vector<QWidget*>& walked, const std::string& first) {
    std::vector<std::string> panels;
    for (const QWidget* widget : from_a_panels_begin(walked)) {
        const QWidget* panel = panel_of(widget);
        const std::string name = panel->objectName().isEmpty() ? panel->metaObject()->className()
                                                               : panel->objectName().toStdString();
        if (panels.empty() || panels.back() != name) panels.push_back(name);
    }
    const auto at = std::ranges::find(panels, first);
    std::rotate(panels.begin(), at == panels.end() ? panels.begin() : at, panels.end());
    return panels;
}

}  // namespace plumbline::ui
