// SPDX-License-Identifier: GPL-3.0-or-later
#include "records/recipe_command.h"

#include <gtest/gtest.h>

namespace plumbline::records {
namespace {

api::Recipe recipe() {
    api::Recipe one;
    one.prompt = "a red ball";
    one.seed = 7;
    one.cache = "dicache";
    one.cache_text = {{"threshold", "0.2"}, {"probe_depth", "1"}};
    return one;
}

TEST(CommandLine, SaysWhatTheRecipeSays) {
    api::Recipe one = recipe();
    one.width = 64;
    one.height = 48;
    one.guidance = 4.5;
    one.sampler = "dpm++";
    EXPECT_EQ(command_line(one),
              "plumbline generate --model demo --prompt 'a red ball' --size 64x48 --guidance 4.5 "
              "--sampler dpm++ --seed 7 --cache dicache:threshold=0.2,probe_depth=1 --output "
              "out.mp4");
}

TEST(CommandLine, NothingInAPromptIsReadByTheShell) {
    api::Recipe one = recipe();
    one.prompt = "it's $HOME; `rm` \"x\"\n";
    EXPECT_NE(command_line(one).find("--prompt 'it'\\''s $HOME; `rm` \"x\"\n' --"),
              std::string::npos);
    one.negative = "";
    EXPECT_NE(command_line(one).find("--negative '' "), std::string::npos);
}

}  // namespace
}  // namespace plumbline::records
