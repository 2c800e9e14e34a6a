// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/commands.h"
#include "cli/parser_view.h"
#include "cli/subprocess.h"
#include "support/temporary_folder.h"

#include <CLI/CLI.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <stdexcept>

namespace plumbline::tests {
namespace {

using testing::HasSubstr;

struct Parser {
    CLI::App program;
    cli::Action action;
    Parser() { cli::build_program(program, action); }
};

TEST(Completion, EveryShellKnowsEveryCommandAndFlag) {
    const Parser parser;
    for (const char* shell : {"bash", "zsh", "fish"}) {
        const Outcome outcome = plumbline({"completion", shell});
        ASSERT_EQ(outcome.code, 0) << outcome.err;
        for (const cli::CommandView& command : cli::commands_of(parser.program)) {
            EXPECT_THAT(outcome.out, HasSubstr(command.name)) << shell;
            for (const cli::FlagView& flag : command.flags) {
                if (flag.positional) continue;
                const std::string& name = flag.names.back();
                EXPECT_THAT(outcome.out, HasSubstr(name.substr(name.find_first_not_of('-'))))
                    << shell;
            }
        }
    }
}

TEST(Completion, BashReadsItsScriptAndCompletes) {
    const TemporaryFolder folder;
    std::ofstream(folder / "plumbline.bash") << plumbline({"completion", "bash"}).out;
    const std::string script =
        ". '" + (folder / "plumbline.bash").string() +
        "'; COMP_WORDS=(plumbline generate --sampler dd); COMP_CWORD=3; _plumbline; "
        "[ \"${COMPREPLY[*]}\" = ddim ] || exit 1; "
        "COMP_WORDS=(plumbline comp); COMP_CWORD=1; _plumbline; "
        "[ \"${COMPREPLY[*]}\" = 'compare completion' ] || exit 2; "
        "COMP_WORDS=(plumbline replay --man); COMP_CWORD=2; _plumbline; "
        "[ \"${COMPREPLY[*]}\" = --manifest ] || exit 3";
    std::ofstream(folder / "check.bash") << script;
    EXPECT_EQ(std::system(("bash '" + (folder / "check.bash").string() + "'").c_str()), 0);
}

TEST(ManPage, DescribesEveryCommandAndFlag) {
    const Parser parser;
    const Outcome outcome = plumbline({"man"});
    ASSERT_EQ(outcome.code, 0) << outcome.err;
    EXPECT_THAT(outcome.out, testing::StartsWith(".TH PLUMBLINE 1"));
    for (const cli::CommandView& command : cli::commands_of(parser.program)) {
        EXPECT_THAT(outcome.out, HasSubstr(".SS plumbline " + command.name));
        EXPECT_FALSE(command.help.empty());
        for (const cli::FlagView& flag : command.flags)
            EXPECT_FALSE(flag.help.empty()) << flag.names.front();
    }
    EXPECT_THAT(outcome.out, HasSubstr("\\-\\-save\\-latents"));
}

TEST(ParserView, TakesTheLiteralWordsOfAValueAsChoices) {
    const Parser parser;
    const auto commands = cli::commands_of(parser.program);
    const auto flag = [&commands](const std::string& name) {
        for (const cli::FlagView& one : commands.front().flags) {
            if (one.names.back() == name) return one;
        }
        throw std::runtime_error("no flag " + name);
    };
    EXPECT_EQ(commands.front().name, "generate");
    EXPECT_THAT(flag("--device").choices, testing::ElementsAre("cpu", "cuda"));
    EXPECT_TRUE(flag("--prompt").choices.empty());
    EXPECT_EQ(flag("--overwrite").value, "");
    EXPECT_TRUE(flag("--output").takes_path());
}

}  // namespace
}  // namespace plumbline::tests
