// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QIcon>

namespace plumbline::ui {

/// A drawing of ui/icons by its name, in the colour of the palette's button text; it follows a
/// change of the theme by itself. Empty when there is no drawing of this name.
[[nodiscard]] QIcon icon(const char* name);
/// The program's own, in its own colours.
[[nodiscard]] QIcon program_icon();

}  // namespace plumbline::ui
