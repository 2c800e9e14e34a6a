// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/recipe.h"

#include <QStringList>

namespace plumbline::ui {

/// What would change, a line each: "steps: 25 → 50". Names of files are no settings.
[[nodiscard]] QStringList settings_difference(const api::Recipe& from, const api::Recipe& to);

/// One setting a line, "name: value", in the order of their names.
[[nodiscard]] QString settings_text(const api::Recipe& recipe);

}  // namespace plumbline::ui
