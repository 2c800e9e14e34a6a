// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/recipe.h"

#include <string>
#include <vector>

namespace plumbline::cli {

/// What becomes of runs without an output.
enum class Unnamed { NamedHere, LeftOpen };

/// One recipe for every prompt and, for each prompt, `count` seeds counting up from the recipe's.
/// Files named by the recipe get "-2", "-3", … before their ending from the second run on; without
/// an output it is plumbline-SEED.mp4 in the current folder, under a name that is free, or stays
/// open. Checks that nothing is overwritten unasked and that the folders are there. Throws
/// Error{Usage} or Error{Failed}.
[[nodiscard]] std::vector<api::Recipe> plan_runs(const api::Recipe& recipe,
                                                 const std::vector<std::string>& prompts,
                                                 int count,
                                                 Unnamed unnamed = Unnamed::NamedHere);

/// "a/b.mp4", 2 → "a/b-2.mp4"; "frames/", 2 → "frames-2/"; number 1 leaves it as it is.
[[nodiscard]] std::string numbered(const std::string& path, int number);

/// Throws Error{Usage} when `path` exists and may not be replaced (a folder: when it is not empty),
/// Error{Failed} when its folder is missing. An empty path is no file at all.
void check_target(const std::string& path, bool overwrite);

}  // namespace plumbline::cli
