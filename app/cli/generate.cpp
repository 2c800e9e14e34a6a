// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/error.h"
#include "cli/commands.h"
#include "cli/prompts.h"
#include "cli/recipe_options.h"
#include "cli/run_plan.h"
#include "cli/session.h"
#include "records/text_checks.h"

#include <CLI/CLI.hpp>

#include <memory>

namespace plumbline::cli {
namespace {

constexpr int kMostRuns = 100000;

struct GenerateOptions {
    RecipeOptions recipe;
    std::string count = "1";
    std::string prompt_file;
    Reporting reporting;
};

bool gives_prompt(const RecipeOptions& options) {
    for (const auto& [field, text] : options.given) {
        if (field->name == std::string_view("prompt")) return true;
    }
    return false;
}

std::vector<std::string> prompts_of(const GenerateOptions& options, const api::Recipe& recipe) {
    if (!options.prompt_file.empty()) {
        if (gives_prompt(options.recipe)) {
            throw Error(ErrorKind::Usage, "--prompt and --prompt-file are both given",
                        "leave one out");
        }
        if (options.prompt_file == "-" && options.recipe.file == "-") {
            throw Error(ErrorKind::Usage, "--recipe and --prompt-file both read standard input",
                        "give one of them a file");
        }
        return read_prompts(options.prompt_file);
    }
    if (recipe.prompt.empty()) {
        throw Error(ErrorKind::Usage, "there is no prompt",
                    "give --prompt TEXT or --prompt-file FILE");
    }
    return {recipe.prompt};
}

/// The first run that fails ends the line: the next would most likely fail the same way.
int generate(const GenerateOptions& options) {
    const int count = records::parse_int("count", options.count, 1, kMostRuns);
    const api::Recipe recipe = options.recipe.recipe();
    const auto runs = plan_runs(recipe, prompts_of(options, recipe), count);
    Session session(options.reporting);
    session.expect_jobs(static_cast<int>(runs.size()));
    int code = 0;
    for (const api::Recipe& run : runs) {
        code = session.complete(run);
        if (code != 0) break;
    }
    return code;
}

}  // namespace

void add_generate(CLI::App& program, Action& action) {
    CLI::App* command = program.add_subcommand("generate", "Make a video from a prompt");
    const auto options = std::make_shared<GenerateOptions>();
    add_recipe_options(*command, options->recipe, records::RecipeField::Use::Generate);
    command
        ->add_option("--count", options->count, "Runs with as many seeds, counting up from --seed")
        ->type_name("N");
    command->add_option("--prompt-file", options->prompt_file, "One prompt a line; a run for each")
        ->type_name("FILE|-");
    add_reporting(*command, options->reporting, EventsFlag::Offered);
    command->footer(
        "Examples:\n"
        "  plumbline generate --prompt \"a red ball moves left over a night sky\" --seed 7 "
        "--output "
        "ball.mp4\n"
        "  plumbline generate --prompt \"a red ball\" --cache dicache:threshold=0.1 --trace "
        "ball.jsonl\n"
        "  plumbline generate --prompt-file prompts.txt --count 4 --output runs/clip.mp4 --json\n"
        "  plumbline generate --recipe ball.json --set cache=none --output truth.mp4");
    command->callback([&action, options] { action = [options] { return generate(*options); }; });
}

}  // namespace plumbline::cli
