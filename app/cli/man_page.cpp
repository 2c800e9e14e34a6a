// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/engine.h"
#include "cli/commands.h"
#include "cli/output.h"
#include "cli/parser_view.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace plumbline::cli {
namespace {

/// Text for troff: a backslash or hyphen is itself, and a line never begins with a control
/// character.
std::string troff(std::string_view text) {
    std::string result;
    bool at_line_start = true;
    for (const char letter : text) {
        if (at_line_start && (letter == '.' || letter == '\'')) result += "\\&";
        if (letter == '\\')
            result += "\\e";
        else if (letter == '-')
            result += "\\-";
        else
            result += letter;
        at_line_start = letter == '\n';
    }
    return result;
}

std::string flag_section(const FlagView& flag) {
    std::string head = troff(fmt::format("{}", fmt::join(flag.names, ", ")));
    if (!flag.value.empty() && !flag.positional) head += " \\fI" + troff(flag.value) + "\\fR";
    return fmt::format(".TP\n\\fB{}\\fR\n{}\n", head, troff(flag.help));
}

std::string command_section(const CommandView& command) {
    std::string text =
        fmt::format(".SS plumbline {}\n{}.\n", troff(command.name), troff(command.help));
    for (const FlagView& flag : command.flags) text += flag_section(flag);
    if (!command.examples.empty())
        text += fmt::format(".PP\n.nf\n{}\n.fi\n", troff(command.examples));
    return text;
}

/// The page has no date, so that the same build writes the same page.
std::string man_page(const CLI::App& program) {
    std::string text =
        fmt::format(".TH PLUMBLINE 1 \"\" \"plumbline {}\" \"User Commands\"\n", api::version());
    text += fmt::format(".SH NAME\nplumbline \\- {}\n", troff(program.get_description()));
    text += ".SH SYNOPSIS\n\\fBplumbline\\fR \\fICOMMAND\\fR [\\fIOPTION\\fR]...\n.SH OPTIONS\n";
    for (const FlagView& flag : flags_of(program)) text += flag_section(flag);
    text += ".SH COMMANDS\n";
    for (const CommandView& command : commands_of(program)) text += command_section(command);
    return text + fmt::format(".SH NOTES\n.nf\n{}\n.fi\n", troff(program.get_footer()));
}

}  // namespace

void add_man(CLI::App& program, Action& action) {
    CLI::App* command = program.add_subcommand("man", "Print the man page");
    command->footer("Examples:\n  plumbline man | man -l -");
    command->callback(
        [&action, &program] { action = [&program] { return print_all(man_page(program)); }; });
}

}  // namespace plumbline::cli
