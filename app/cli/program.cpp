// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/engine.h"
#include "cli/commands.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace plumbline::cli {

void build_program(CLI::App& program, Action& action) {
    program.name("plumbline");
    program.description("Makes videos with diffusion models and shows how the cache decides.");
    program.set_version_flag("--version", fmt::format("plumbline {}", api::version()),
                             "Print the version and exit");
    program.set_help_flag("-h,--help", "Print this help and exit");
    program.require_subcommand(1);
    program.footer(
        "Results go to standard output, progress and log to standard error.\n"
        "Exit codes: 0 ok, 1 failed, 2 usage, 3 input or model, 4 out of memory, 5 device,\n"
        "6 a gate failed, 130 interrupted (state saved), 143 terminated.\n\n"
        "Examples:\n"
        "  plumbline generate --model demo --prompt \"a red ball moves left over a night sky\" "
        "--output "
        "ball.mp4\n"
        "  plumbline caches\n"
        "  plumbline compare a.mp4 b.mp4 --fail-if 'psnr<30'");
    add_generate(program, action);
    add_replay(program, action);
    add_compare(program, action);
    add_export(program, action);
    add_inspect(program, action);
    add_models(program, action);
    add_caches(program, action);
    add_whatif(program, action);
    add_doctor(program, action);
    add_queue(program, action);
    add_bench(program, action);
    add_calibrate(program, action);
    add_completion(program, action);
    add_man(program, action);
}

}  // namespace plumbline::cli
