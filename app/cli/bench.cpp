// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/commands.h"
#include "cli/prompts.h"
#include "cli/recipe_options.h"
#include "cli/session.h"
#include "records/text_checks.h"

#include <CLI/CLI.hpp>

#include <memory>

namespace plumbline::cli {
namespace {

constexpr int kMostRuns = 10000;

struct BenchOptions {
    RecipeOptions recipe;
    std::string count;
    std::string prompts, suite;
    Reporting reporting;
};

int bench(const BenchOptions& options) {
    api::BenchRequest request;
    request.recipe = options.recipe.recipe();
    if (!options.count.empty())
        request.count = records::parse_int("count", options.count, 1, kMostRuns);
    if (!options.prompts.empty()) request.prompts = read_prompts(options.prompts);
    request.suite = options.suite;
    Session session(options.reporting);
    return session.complete(request);
}

}  // namespace

void add_bench(CLI::App& program, Action& action) {
    CLI::App* command = program.add_subcommand(
        "bench", "Time a model with and without its cache on the same seeds");
    const auto options = std::make_shared<BenchOptions>();
    add_recipe_options(*command, options->recipe, records::RecipeField::Use::GenerateAndBench);
    command->add_option("--count", options->count, "How many runs of each; 20 when not given")
        ->type_name("N");
    command
        ->add_option("--prompts", options->prompts,
                     "One prompt a line; held-out captions when not given")
        ->type_name("FILE|-");
    command
        ->add_option("--suite", options->suite,
                     "caches: every method that can run here, each at three settings, as a table; "
                     "speeds: each at the settings that are 1.5 times and twice as fast")
        ->type_name("NAME");
    add_reporting(*command, options->reporting, EventsFlag::Offered);
    command->footer(
        "Examples:\n"
        "  plumbline bench --count 5\n"
        "  plumbline bench --model demo-flux --suite caches --count 4 --json\n"
        "  plumbline bench --model demo --steps 30 --cache dicache:threshold=0.1 --json");
    command->callback([&action, options] { action = [options] { return bench(*options); }; });
}

}  // namespace plumbline::cli
