// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/recipe.h"

#include <string>

namespace plumbline::records {

/// The line for a POSIX shell that runs this recipe: "plumbline generate --model demo …". Live
/// interventions have no flag and are left out; a recipe file carries them.
[[nodiscard]] std::string command_line(const api::Recipe& recipe);

}  // namespace plumbline::records
