// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/recipe_options.h"

#include "base/error.h"
#include "records/recipe_json.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace plumbline::cli {
namespace {

bool has_flag(const records::RecipeField& field, records::RecipeField::Use command_is) {
    return field.use == records::RecipeField::Use::GenerateAndBench || field.use == command_is;
}

}  // namespace

api::Recipe RecipeOptions::recipe() const {
    api::Recipe recipe;
    if (!file.empty()) records::read_recipe_file(recipe, file);
    for (const auto& [field, text] : given) field->set(recipe, text);
    for (const std::string& assignment : set) {
        const std::size_t equals = assignment.find('=');
        if (equals == std::string::npos) {
            throw Error(ErrorKind::Usage, fmt::format("--set '{}' has no '='", assignment),
                        "write --set key=value");
        }
        records::set_field(recipe, assignment.substr(0, equals), assignment.substr(equals + 1));
    }
    return recipe;
}

void add_recipe_options(CLI::App& command,
                        RecipeOptions& options,
                        records::RecipeField::Use command_is) {
    for (const records::RecipeField& field : records::recipe_fields()) {
        if (!has_flag(field, command_is)) continue;
        if (field.value == nullptr) {
            command.add_flag_callback(
                records::flag_of(field),
                [&options, &field] { options.given.emplace_back(&field, "true"); }, field.help);
        } else if (field.repeats) {
            command
                .add_option_function<std::vector<std::string>>(
                    records::flag_of(field),
                    [&options, &field](const std::vector<std::string>& texts) {
                        for (const std::string& text : texts)
                            options.given.emplace_back(&field, text);
                    },
                    field.help)
                ->type_name(field.value)
                ->allow_extra_args(false);
        } else {
            command
                .add_option_function<std::string>(
                    records::flag_of(field),
                    [&options, &field](const std::string& text) {
                        options.given.emplace_back(&field, text);
                    },
                    field.help)
                ->type_name(field.value);
        }
    }
    command
        .add_option("--recipe", options.file,
                    "Recipe (JSON) or the record of an earlier run to start from")
        ->type_name("FILE|-");
    command
        .add_option("--set", options.set, "Set a field of the recipe by its name; may be repeated")
        ->type_name("key=value")
        ->allow_extra_args(false);
}

}  // namespace plumbline::cli
