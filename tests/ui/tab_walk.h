// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

class QWidget;

namespace plumbline::ui {

enum class Direction { Forward, Back };

/// What gets the keyboard by real presses of Tab (or Shift+Tab), from the widget that has it until
/// that one has it again. The window must be active.
std::vector<QWidget*> walk(Direction direction = Direction::Forward);

/// Everything that a person can do something with and that is shown.
std::vector<QWidget*> controls_of(const QWidget& window);
/// Switches every control on, as when there is something for each to do.
void enable_all(const QWidget& window);
/// Controls that the walk does not come by.
std::vector<std::string> missed(const QWidget& window, const std::vector<QWidget*>& walked);
/// Controls, and whatever else the walk comes by, that say no name to a screen reader.
std::vector<std::string> nameless(const QWidget& window, const std::vector<QWidget*>& walked);
/// The walk in words.
std::vector<std::string> described(const std::vector<QWidget*>& walked);
/// Places where the walk goes up or left within a panel, or comes to a panel a second time.
std::vector<std::string> jumps(const std::vector<QWidget*>& walked);
/// The panels in the order of the walk, from this one on: object names, or class names where there
/// is none.
std::vector<std::string> panels_of(const std::vector<QWidget*>& walked, const std::string& first);

}  // namespace plumbline::ui
