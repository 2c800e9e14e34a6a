// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/recipe.h"
#include "records/recipe_fields.h"

#include <string>
#include <utility>
#include <vector>

namespace CLI {
class App;
}

namespace plumbline::cli {

/// The flags of one line that make up a recipe.
struct RecipeOptions {
    std::string file;  // --recipe
    std::vector<std::pair<const records::RecipeField*, std::string>>
        given;                     // flags, in their order
    std::vector<std::string> set;  // --set key=value

    /// The file, then the flags over it, then --set. Throws Error{Usage} or Error{Input}.
    [[nodiscard]] api::Recipe recipe() const;
};

/// Adds the flags of every field that the command has, --recipe and --set.
void add_recipe_options(CLI::App& command,
                        RecipeOptions& options,
                        records::RecipeField::Use command_is);

}  // namespace plumbline::cli
