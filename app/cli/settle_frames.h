// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/recipe.h"
#include "cli/session.h"

namespace plumbline::cli {

/// Asks the engine whether a run that names neither frames nor output makes one picture, and says
/// so in the recipe, so that its output is called after what it holds. Reads headers only. What the
/// engine finds wrong with the recipe it says when the run begins.
void settle_frames(api::Recipe& recipe, Session& session);

}  // namespace plumbline::cli
