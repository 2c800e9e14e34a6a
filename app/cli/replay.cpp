// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/error.h"
#include "cli/commands.h"
#include "cli/session.h"
#include "records/recipe_fields.h"
#include "records/text_checks.h"

#include <CLI/CLI.hpp>

#include <array>
#include <memory>

namespace plumbline::cli {
namespace {

constexpr std::array<std::string_view, 3> kNamings = {"original", "diffusers", "transformers"};
constexpr std::array<std::string_view, 2> kOutputEndings = {".safetensors", "/"};

struct ReplayOptions {
    api::ReplayRequest request;
    std::string device, threads, naming, output;
    Reporting reporting;
};

/// The flags that generate has too are checked as it checks them.
void read_shared(ReplayOptions& options) {
    api::Recipe recipe;
    if (!options.device.empty()) records::set_field(recipe, "device", options.device);
    if (!options.threads.empty()) records::set_field(recipe, "threads", options.threads);
    options.request.device = recipe.device;
    options.request.threads = recipe.threads;
}

int replay(ReplayOptions& options) {
    read_shared(options);
    if (!options.naming.empty()) {
        options.request.naming = records::parse_choice("naming", options.naming, kNamings);
    }
    if (!options.output.empty()) {
        options.request.output = records::parse_path("output", options.output, kOutputEndings);
    } else if (!options.request.check) {
        throw Error(ErrorKind::Usage, "replay has nothing to do",
                    "give --output FILE.safetensors, --check or both");
    }
    records::require_existing("the manifest", options.request.manifest);
    if (!options.request.models_dir.empty()) {
        records::require_existing("the model folder", options.request.models_dir);
    }
    Session session(options.reporting);
    return session.complete(options.request);
}

}  // namespace

void add_replay(CLI::App& program, Action& action) {
    CLI::App* command =
        program.add_subcommand("replay", "Run recorded cases and compare with their results");
    const auto options = std::make_shared<ReplayOptions>();
    api::ReplayRequest& request = options->request;
    command->add_option("--manifest", request.manifest, "Manifest that describes the cases")
        ->type_name("FILE")
        ->required();
    command
        ->add_option("--case", request.case_pattern,
                     "Name of a case, a pattern with * and ?, or all")
        ->type_name("NAME")
        ->required();
    command
        ->add_option("--models", request.models_dir, "Folder with models that the manifest lacks")
        ->type_name("DIR");
    command
        ->add_option("--naming", options->naming,
                     "Which weight file of a model; original when not given")
        ->type_name("original|diffusers|transformers");
    command->add_option("--device", options->device, "Where to compute")->type_name("cpu|cuda[:N]");
    command->add_option("--threads", options->threads, "CPU threads; 0 takes all cores")
        ->type_name("N");
    command
        ->add_option("--output", options->output,
                     "Results (.safetensors), or a folder (ends in /) for many")
        ->type_name("FILE");
    command->add_flag("--check", request.check,
                      "Compare with the stored results; exit code 6 if one is off");
    add_reporting(*command, options->reporting, EventsFlag::Absent);
    command->footer(
        "Examples:\n"
        "  plumbline replay --manifest golden/manifest.json --case all --check\n"
        "  plumbline replay --manifest golden/manifest.json --case 'dicache_*' --check --json\n"
        "  plumbline replay --manifest case/manifest.json --case run --output result.safetensors");
    command->callback([&action, options] { action = [options] { return replay(*options); }; });
}

}  // namespace plumbline::cli
