// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/recipe.h"

#include <QStringList>
#include <optional>

namespace plumbline::ui {

/// What the window remembers from start to start (QSettings), written at once, so that a kill
/// loses nothing.
void remember_settings(const api::Recipe& recipe);
/// The settings as they were left; none: never left, or unreadable to this version.
[[nodiscard]] std::optional<api::Recipe> remembered_settings();

/// Files opened lately, the newest first; those that are gone are left out.
[[nodiscard]] QStringList recent_files();
void remember_file(const QString& path);
void forget_recent_files();

/// The first steps were shown.
[[nodiscard]] bool is_welcomed();
void set_welcomed();

}  // namespace plumbline::ui
