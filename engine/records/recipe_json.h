// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/recipe.h"

#include <string>
#include <string_view>

namespace plumbline::records {

/// Takes the fields of a recipe file into `recipe`; fields that the file lacks stay. Also reads the
/// record that an output holds (schema plumbline/run/v1: its "recipe" part), where fields that say
/// what was found rather than what to run are passed over. In a recipe written by hand an unknown
/// field is an error. "cache" is "METHOD[:key=value,…]" or {"method", "parameters": {…}};
/// "interventions" is a list of {"step", "kind": "params"|"compute_next"|"never_skip", "params":
/// {…}}. Throws Error{Input} naming the file, the field and what is wrong.
void read_recipe(api::Recipe& recipe, std::string_view json, const std::string& file);

/// The same through a file name; "-" is standard input. Throws Error{Input}.
void read_recipe_file(api::Recipe& recipe, const std::string& file);

/// The recipe as read_recipe takes it, with every field that is not at its default, indented.
[[nodiscard]] std::string recipe_text(const api::Recipe& recipe);

}  // namespace plumbline::records
