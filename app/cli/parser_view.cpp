// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/parser_view.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <set>
#include <string_view>

namespace plumbline::cli {
namespace {

/// The literal words of a value: "cpu|cuda[:N]" → cpu, cuda. Capitals stand for something else.
std::vector<std::string> words_of(std::string_view value) {
    constexpr std::string_view kLiteral = "abcdefghijklmnopqrstuvwxyz0123456789+-";
    std::vector<std::string> words;
    while (!value.empty()) {
        const std::size_t bar = value.find('|');
        std::string_view word = value.substr(0, bar);
        value = bar == std::string_view::npos ? std::string_view{} : value.substr(bar + 1);
        word = word.substr(0, word.find('['));
        const bool literal = word.find_first_not_of(kLiteral) == std::string_view::npos;
        if (literal && !word.empty() && word != "-") words.emplace_back(word);
    }
    return words;
}

FlagView view_of(const CLI::Option& option) {
    FlagView view;
    view.positional = option.get_positional();
    for (const std::string& name : option.get_snames()) view.names.push_back("-" + name);
    for (const std::string& name : option.get_lnames()) view.names.push_back("--" + name);
    if (view.positional) view.names = {option.get_name(true)};
    if (option.get_items_expected_max() > 0) view.value = option.get_type_name();
    view.help = option.get_description();
    view.choices = words_of(view.value);
    return view;
}

/// The actions of a command that has some ("queue add") as one positional, and the flags of them
/// all.
void add_actions(const CLI::App& command, CommandView& view) {
    FlagView which{.names = {"ACTION"}, .positional = true};
    std::set<std::string> known;
    for (const FlagView& flag : view.flags) known.insert(flag.names.back());
    std::vector<FlagView> flags;
    for (const CLI::App* action : command.get_subcommands([](const CLI::App*) { return true; })) {
        which.choices.push_back(action->get_name());
        which.help += (which.help.empty() ? "" : "; ") + action->get_name() + ": " +
                      action->get_description();
        for (FlagView& flag : flags_of(*action)) {
            if (!flag.positional && known.insert(flag.names.back()).second)
                flags.push_back(std::move(flag));
        }
    }
    if (which.choices.empty()) return;
    view.flags.push_back(std::move(which));
    view.flags.insert(view.flags.end(), flags.begin(), flags.end());
}

}  // namespace

bool FlagView::takes_path() const {
    return value.find("FILE") != std::string::npos || value.find("DIR") != std::string::npos;
}

std::vector<FlagView> flags_of(const CLI::App& command) {
    std::vector<FlagView> flags;
    for (const CLI::Option* option : command.get_options()) flags.push_back(view_of(*option));
    return flags;
}

std::vector<CommandView> commands_of(const CLI::App& program) {
    std::vector<CommandView> commands;
    for (const CLI::App* command : program.get_subcommands([](const CLI::App*) { return true; })) {
        commands.push_back({.name = command->get_name(),
                            .help = command->get_description(),
                            .examples = command->get_footer(),
                            .flags = flags_of(*command)});
        add_actions(*command, commands.back());
    }
    return commands;
}

}  // namespace plumbline::cli
