// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace plumbline::cli {

/// The parser as data: what completion and the man page are written from, so that they cannot know
/// another command line than the one that is read.
struct FlagView {
    std::vector<std::string> names;  // "-q", "--quiet"; for a positional its name
    std::string value;               // "FILE"; empty: a switch
    std::string help;
    std::vector<std::string> choices;  // words that the value may be
    bool positional = false;

    [[nodiscard]] bool takes_path() const;
};

struct CommandView {
    std::string name;
    std::string help;
    std::string examples;
    std::vector<FlagView> flags;
};

/// The program's own flags.
[[nodiscard]] std::vector<FlagView> flags_of(const CLI::App& command);
/// Every subcommand, in the order of the help.
[[nodiscard]] std::vector<CommandView> commands_of(const CLI::App& program);

}  // namespace plumbline::cli
