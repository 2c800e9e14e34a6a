// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/commands.h"
#include "cli/output.h"
#include "cli/parser_view.h"
#include "records/text_checks.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>
#include <memory>

namespace plumbline::cli {
namespace {

constexpr std::array<std::string_view, 3> kShells = {"bash", "zsh", "fish"};

std::string replaced(std::string text, std::string_view what, std::string_view by) {
    for (std::size_t at = text.find(what); at != std::string::npos;
         at = text.find(what, at + by.size())) {
        text.replace(at, what.size(), by);
    }
    return text;
}

std::vector<std::string> names_of(const std::vector<CommandView>& commands) {
    std::vector<std::string> names;
    for (const CommandView& command : commands) names.push_back(command.name);
    return names;
}

std::vector<std::string> switches_of(const std::vector<FlagView>& flags) {
    std::vector<std::string> names;
    for (const FlagView& flag : flags) {
        if (!flag.positional) names.insert(names.end(), flag.names.begin(), flag.names.end());
    }
    return names;
}

/// What may stand after a flag, or at a positional: words and, where the value is a path, file
/// names.
std::string bash_values(const FlagView& flag) {
    const std::string files = flag.takes_path() ? "-f " : "";
    return fmt::format("COMPREPLY=($(compgen {}-W '{}' -- \"$word\"))", files,
                       fmt::join(flag.choices, " "));
}

std::string bash_command(const CommandView& command) {
    std::string text =
        fmt::format("        {})\n            case \"$previous\" in\n", command.name);
    std::string positional;
    for (const FlagView& flag : command.flags) {
        if (flag.positional) positional = bash_values(flag);
        if (flag.positional || flag.value.empty()) continue;
        text += fmt::format("                {}) {}; return ;;\n", fmt::join(flag.names, "|"),
                            bash_values(flag));
    }
    text += "            esac\n";
    if (!positional.empty()) {
        text += fmt::format("            if [[ $word != -* ]]; then {}; return; fi\n", positional);
    }
    return text + fmt::format("            COMPREPLY=($(compgen -W '{}' -- \"$word\")) ;;\n",
                              fmt::join(switches_of(command.flags), " "));
}

std::string bash_script(const CLI::App& program) {
    const auto commands = commands_of(program);
    std::string text =
        "# bash completion of plumbline: source it, or save it as\n"
        "# ~/.local/share/bash-completion/completions/plumbline\n"
        "_plumbline() {\n"
        "    local word=\"${COMP_WORDS[COMP_CWORD]}\" previous=\"${COMP_WORDS[COMP_CWORD-1]}\"\n"
        "    COMPREPLY=()\n"
        "    if [[ $COMP_CWORD -eq 1 ]]; then\n";
    text += fmt::format(
        "        COMPREPLY=($(compgen -W '{} {}' -- \"$word\"))\n        return\n    fi\n",
        fmt::join(names_of(commands), " "), fmt::join(switches_of(flags_of(program)), " "));
    text += "    case \"${COMP_WORDS[1]}\" in\n";
    for (const CommandView& command : commands) text += bash_command(command);
    return text + "    esac\n}\ncomplete -o filenames -F _plumbline plumbline\n";
}

/// Inside single quotes and a specification of _arguments.
std::string zsh_text(const std::string& text) {
    std::string result = replaced(text, "'", "'\\''");
    for (const char* special : {"[", "]", ":"})
        result = replaced(result, special, std::string("\\") + special);
    return result;
}

std::string zsh_values(const FlagView& flag) {
    if (!flag.choices.empty() && !flag.takes_path())
        return fmt::format("({})", fmt::join(flag.choices, " "));
    return flag.takes_path() ? "_files" : " ";
}

/// One specification of _arguments; "=" lets a value follow as --name=value too.
std::string zsh_flag(const std::string& name, const FlagView& flag) {
    if (flag.positional) return fmt::format("':{}:{}'", zsh_text(name), zsh_values(flag));
    if (flag.value.empty()) return fmt::format("'*{}[{}]'", name, zsh_text(flag.help));
    return fmt::format("'*{}=[{}]:{}:{}'", name, zsh_text(flag.help), zsh_text(flag.value),
                       zsh_values(flag));
}

std::string zsh_command(const CommandView& command) {
    std::string text = fmt::format("        {})\n            _arguments", command.name);
    for (const FlagView& flag : command.flags) {
        for (const std::string& name : flag.names) {
            text += " \\\n                " + zsh_flag(name, flag);
        }
    }
    return text + " ;;\n";
}

std::string zsh_script(const CLI::App& program) {
    const auto commands = commands_of(program);
    std::string text =
        "#compdef plumbline\n"
        "_plumbline() {\n"
        "    if (( CURRENT == 2 )); then\n"
        "        local -a commands=(\n";
    for (const CommandView& command : commands) {
        text += fmt::format("            '{}:{}'\n", command.name, zsh_text(command.help));
    }
    text +=
        "        )\n        _describe 'command' commands\n        return\n    fi\n"
        "    local command=$words[2]\n    shift words\n    (( CURRENT-- ))\n    case $command in\n";
    for (const CommandView& command : commands) text += zsh_command(command);
    return text +
           "    esac\n}\n"
           "if [[ $funcstack[1] == _plumbline ]]; then _plumbline \"$@\"; else compdef _plumbline "
           "plumbline; fi\n";
}

std::string fish_text(const std::string& text) {
    return replaced(replaced(text, "\\", "\\\\"), "'", "\\'");
}

std::string fish_flag(const std::string& command, const FlagView& flag) {
    std::string text =
        fmt::format("complete -c plumbline -n '__fish_seen_subcommand_from {}'", command);
    for (const std::string& name : flag.names) {
        if (!flag.positional)
            text += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
    }
    if (!flag.value.empty() && !flag.positional) text += flag.takes_path() ? " -r -F" : " -x";
    if (flag.positional && flag.takes_path()) text += " -F";
    if (!flag.choices.empty()) text += fmt::format(" -a '{}'", fmt::join(flag.choices, " "));
    return text + fmt::format(" -d '{}'\n", fish_text(flag.help));
}

std::string fish_script(const CLI::App& program) {
    std::string text = "# fish completion of plumbline\ncomplete -c plumbline -f\n";
    for (const CommandView& command : commands_of(program)) {
        text += fmt::format("complete -c plumbline -n '__fish_use_subcommand' -a {} -d '{}'\n",
                            command.name, fish_text(command.help));
        for (const FlagView& flag : command.flags) text += fish_flag(command.name, flag);
    }
    return text;
}

std::string script(const CLI::App& program, std::string_view shell) {
    if (shell == "bash") return bash_script(program);
    return shell == "zsh" ? zsh_script(program) : fish_script(program);
}

}  // namespace

void add_completion(CLI::App& program, Action& action) {
    CLI::App* command =
        program.add_subcommand("completion", "Print the completion script of a shell");
    const auto shell = std::make_shared<std::string>();
    command->add_option("SHELL", *shell, "Which shell")->type_name("bash|zsh|fish")->required();
    command->footer("Examples:\n  source <(plumbline completion bash)");
    command->callback([&action, &program, shell] {
        action = [&program, shell] {
            return print_all(script(program, records::parse_choice("shell", *shell, kShells)));
        };
    });
}

}  // namespace plumbline::cli
