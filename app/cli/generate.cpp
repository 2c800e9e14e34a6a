// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/commands.h"
#include "cli/library.h"
#include "cli/prompts.h"
#include "cli/recipe_options.h"
#include "cli/run_plan.h"
#include "cli/session.h"
#include "cli/settle_frames.h"

#include <CLI/CLI.hpp>

#include <memory>

namespace plumbline::cli {
namespace {

struct GenerateOptions {
    RecipeOptions recipe;
    PromptOptions prompts;
    Reporting reporting;
};

/// The first run that fails ends the line: the next would most likely fail the same way.
int generate(const GenerateOptions& options) {
    const int count = count_of(options.prompts);
    api::Recipe recipe = options.recipe.recipe();
    const auto prompts = prompts_of(options.prompts, options.recipe, recipe);
    resolve_model(recipe);
    Session session(options.reporting);
    settle_frames(recipe, session);
    const auto runs = plan_runs(recipe, prompts, count);
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
    add_prompt_options(*command, options->prompts);
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
