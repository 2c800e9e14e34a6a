// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/recipe.h"

#include <span>
#include <string>
#include <string_view>

namespace plumbline::records {

/// One field of a recipe that text can set. The flag of `save_latents` is --save-latents; --set and
/// recipe files use the name as it stands, so all three always know the same fields and check them
/// alike.
struct RecipeField {
    enum class Use { Generate, GenerateAndBench, FileOnly };  // which commands have the flag

    const char* name;
    const char* value;  // what the help shows, "N"; nullptr: a switch, set with "true"
    const char* help;
    Use use;
    /// Checks everything that needs no model. Throws Error{Usage}.
    void (*set)(api::Recipe& recipe, std::string_view text);
    bool repeats = false;  // the flag may stand several times, each adds to the field
};

[[nodiscard]] std::span<const RecipeField> recipe_fields();

/// Throws Error{Usage} on an unknown name, listing the known ones, and on a bad value.
void set_field(api::Recipe& recipe, std::string_view name, std::string_view text);

/// "save_latents" → "--save-latents".
[[nodiscard]] std::string flag_of(const RecipeField& field);

}  // namespace plumbline::records
