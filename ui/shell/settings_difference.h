// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/recipe.h"

#include <QStringList>

namespace plumbline::ui {

/// What would change, a line each: "steps: 25 → 50". Names of files are no settings.
[[nodiscard]] QStringList settings_difference(const api::Recipe& from, const api::Recipe& to);

}  // namespace plumbline::ui
