// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

namespace CLI {
class App;
}

namespace plumbline::cli {

/// What a command does once its line was understood; returns the exit code. Throws Error.
using Action = std::function<int()>;

// Each adds its subcommand to the parser. When the line selects it, `action` is set; nothing runs
// while the line is still being read.
void add_generate(CLI::App& program, Action& action);
void add_replay(CLI::App& program, Action& action);
void add_compare(CLI::App& program, Action& action);
void add_export(CLI::App& program, Action& action);
void add_inspect(CLI::App& program, Action& action);
void add_models(CLI::App& program, Action& action);
void add_caches(CLI::App& program, Action& action);
void add_whatif(CLI::App& program, Action& action);
void add_doctor(CLI::App& program, Action& action);
void add_queue(CLI::App& program, Action& action);
void add_bench(CLI::App& program, Action& action);
void add_calibrate(CLI::App& program, Action& action);
void add_completion(CLI::App& program, Action& action);
void add_man(CLI::App& program, Action& action);

/// The whole command line: name, version, every subcommand.
void build_program(CLI::App& program, Action& action);

}  // namespace plumbline::cli
