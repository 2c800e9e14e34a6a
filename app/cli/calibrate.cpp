// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/commands.h"
#include "cli/prompts.h"
#include "cli/recipe_options.h"
#include "cli/session.h"

#include <CLI/CLI.hpp>

#include <filesystem>
#include <memory>

namespace plumbline::cli {
namespace {

struct CalibrateOptions {
    RecipeOptions recipe;
    std::vector<std::string> methods;
    SampleOptions samples;
    std::string folder;
    Reporting reporting;
};

int calibrate(const CalibrateOptions& options) {
    api::CalibrateRequest request;
    request.recipe = options.recipe.recipe();
    request.methods = options.methods;
    put_samples(options.samples, request.count, request.prompts);
    if (!options.folder.empty())
        request.folder = std::filesystem::absolute(options.folder).string();
    Session session(options.reporting);
    return session.complete(request);
}

}  // namespace

void add_calibrate(CLI::App& program, Action& action) {
    CLI::App* command =
        program.add_subcommand("calibrate", "Measure what methods must know of a model");
    const auto options = std::make_shared<CalibrateOptions>();
    add_recipe_options(*command, options->recipe, records::RecipeField::Use::GenerateAndBench);
    command
        ->add_option(
            "--method", options->methods,
            "teacache, magcache, profilingdit, procache or sencache; may be given several times; "
            "all when it is not")
        ->type_name("METHOD");
    add_sample_options(*command, options->samples, "How many runs; 4 when not given",
                       "One prompt a line; those of the model's folder when not given");
    command
        ->add_option("--folder", options->folder,
                     "Where the result is kept; where every run looks for it when not given")
        ->type_name("DIR");
    add_reporting(*command, options->reporting, EventsFlag::Offered);
    command->footer(
        "Runs without a cache and writes one file, named after the denoiser's content: from then "
        "on it is what these methods begin with for this model. Interrupted, the same command goes "
        "on where it was.\n"
        "Example:\n"
        "  plumbline calibrate --model demo --method teacache --count 8");
    command->callback([&action, options] { action = [options] { return calibrate(*options); }; });
}

}  // namespace plumbline::cli
