// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/error.h"
#include "cli/commands.h"
#include "cli/output.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <csignal>
#include <exception>
#include <string>

namespace plumbline::cli {
namespace {

std::string help_hint(const CLI::App& program) {
    const auto selected = program.get_subcommands();
    if (selected.empty()) return "see plumbline --help";
    return fmt::format("see plumbline {} --help", selected.front()->get_name());
}

/// What the parser says, but for a line without a command, where it does not name the word it met.
std::string complaint(const CLI::App& program,
                      const CLI::ParseError& error,
                      int argc,
                      char** argv) {
    if (!program.get_subcommands().empty()) return error.what();
    if (argc < 2) return "there is no command";
    const std::string first = argv[1];
    return first.starts_with('-') ? error.what() : fmt::format("there is no command '{}'", first);
}

/// Reads the line. Returns the exit code when there is nothing to run: help, version, bad usage.
int read_line(CLI::App& program, int argc, char** argv) {
    try {
        program.parse(argc, argv);
        return 0;
    } catch (const CLI::CallForVersion& version) {
        return print_all(fmt::format("{}\n", version.what()));
    } catch (const CLI::Success&) {
        return print_all(program.help());
    } catch (const CLI::ParseError& error) {
        const Error usage(ErrorKind::Usage, complaint(program, error, argc, argv),
                          help_hint(program));
        print_error(usage);
        return exit_code(usage.kind());
    }
}

int run(int argc, char** argv) {
    // A reader that went away is an error to report, not a reason to die in the middle of a file.
    std::signal(SIGPIPE, SIG_IGN);
    // Nor is a limit on the size of files: the write fails and says so.
    std::signal(SIGXFSZ, SIG_IGN);
    CLI::App program;
    Action action;
    build_program(program, action);
    const int code = read_line(program, argc, argv);
    return action ? action() : code;
}

}  // namespace
}  // namespace plumbline::cli

int main(int argc, char** argv) {
    using plumbline::Error;
    using plumbline::ErrorKind;
    try {
        return plumbline::cli::run(argc, argv);
    } catch (const Error& error) {
        plumbline::cli::print_error(error);
        return plumbline::exit_code(error.kind());
    } catch (const std::exception& error) {
        plumbline::cli::print_error(Error(ErrorKind::Failed, error.what()));
        return plumbline::exit_code(ErrorKind::Failed);
    }
}
