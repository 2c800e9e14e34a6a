// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/commands.h"
#include "cli/prompts.h"
#include "cli/recipe_options.h"
#include "cli/session.h"

#include <CLI/CLI.hpp>

#include <memory>

namespace plumbline::cli {
namespace {

struct BenchOptions {
    RecipeOptions recipe;
    SampleOptions samples;
    std::string suite;
    Reporting reporting;
};

int bench(const BenchOptions& options) {
    api::BenchRequest request;
    request.recipe = options.recipe.recipe();
    put_samples(options.samples, request.count, request.prompts);
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
    add_sample_options(*command, options->samples, "How many runs of each; 20 when not given",
                       "One prompt a line; held-out captions when not given");
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
