// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/recipe.h"

#include <cstdint>
#include <filesystem>
#include <string>

namespace plumbline::records {

/// Names clip, trace and latents of a run of the queue as it begins: "DATE-TIME-RUN-SEED.mp4"
/// (".png" of one frame), … in the folder of results. Names that the user gave stay; names of an
/// earlier start of the run, which lie in that folder, are replaced.
void name_outputs(api::Recipe& recipe, const std::filesystem::path& results, std::int64_t run);
/// The recipe of a run of the queue as it begins, its outputs named. text: as it waited; becomes
/// the recipe that runs. Throws Error{Input} as read_recipe does.
[[nodiscard]] api::Recipe begin_recipe(std::string& text,
                                       const std::filesystem::path& results,
                                       std::int64_t run);

}  // namespace plumbline::records
