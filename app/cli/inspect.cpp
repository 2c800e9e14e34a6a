// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/commands.h"
#include "cli/session.h"
#include "records/text_checks.h"

#include <CLI/CLI.hpp>

#include <memory>

namespace plumbline::cli {
namespace {

struct InspectOptions {
    api::InspectRequest request;
    Reporting reporting;
};

}  // namespace

void add_inspect(CLI::App& program, Action& action) {
    CLI::App* command = program.add_subcommand(
        "inspect", "Say what a model or weight file is and whether it is complete");
    const auto options = std::make_shared<InspectOptions>();
    command->add_option("PATH", options->request.path, "Weight file or model folder")
        ->type_name("FILE|DIR")
        ->required();
    add_reporting(*command, options->reporting, EventsFlag::Absent);
    command->footer(
        "Examples:\n"
        "  plumbline inspect models/wan2.1-t2v-1.3b\n"
        "  plumbline inspect diffusion_pytorch_model.safetensors --json");
    command->callback([&action, options] {
        action = [options] {
            records::require_existing("model", options->request.path);
            Session session(options->reporting);
            return session.complete(options->request);
        };
    });
}

}  // namespace plumbline::cli
