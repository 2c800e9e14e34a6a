// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/library.h"
#include "api/recipe.h"
#include "cli/session.h"

#include <string>
#include <vector>

namespace plumbline::cli {

/// The user's library as it was last seen; nothing is made when there is none yet.
[[nodiscard]] std::vector<api::LibraryModel> known_models();

/// Puts the path in the place of the name of a library's model. Other names and paths stay: the
/// engine knows what they mean. Throws Error{Input} for a model that the engine cannot generate
/// with, or whose parts are not all there.
void resolve_model(api::Recipe& recipe);

/// "wan-1.3b lacks the vae: get Wan2.1_VAE.pth (…)", a line for each part that is not where it
/// should be.
[[nodiscard]] std::vector<std::string> lacks_of(const api::LibraryModel& model);

}  // namespace plumbline::cli
