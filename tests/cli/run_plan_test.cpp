// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/run_plan.h"

#include "support/expect_error.h"
#include "support/temporary_folder.h"

#include <gtest/gtest.h>

#include <fstream>

namespace plumbline::cli {
namespace {

TEST(RunPlan, NumbersNamesBeforeTheirEnding) {
    EXPECT_EQ(numbered("a/b.mp4", 1), "a/b.mp4");
    EXPECT_EQ(numbered("a/b.mp4", 2), "a/b-2.mp4");
    EXPECT_EQ(numbered("a.b/c", 3), "a.b/c-3");
    EXPECT_EQ(numbered("frames/", 2), "frames-2/");
    EXPECT_EQ(numbered("", 2), "");
}

TEST(RunPlan, HasARunForEveryPromptAndSeed) {
    const tests::TemporaryFolder folder;
    api::Recipe recipe;
    recipe.seed = 10;
    recipe.output = folder / "clip.mp4";
    const auto runs = plan_runs(recipe, {"a", "b"}, 2);
    ASSERT_EQ(runs.size(), 4U);
    EXPECT_EQ(runs[1].seed, 11U);
    EXPECT_EQ(runs[2].prompt, "b");
    EXPECT_EQ(runs[2].seed, 10U);
    EXPECT_EQ(runs[3].output, folder / "clip-4.mp4");
}

TEST(RunPlan, NeverPlansTheSameFreeNameTwice) {
    const auto runs = plan_runs({}, {"a", "b"}, 2);
    EXPECT_EQ(runs[0].output, "plumbline-0.mp4");
    EXPECT_EQ(runs[1].output, "plumbline-1.mp4");
    EXPECT_EQ(runs[2].output, "plumbline-0-2.mp4");
}

TEST(RunPlan, ChecksTargets) {
    const tests::TemporaryFolder folder;
    std::ofstream(folder / "there.mp4") << "x";
    const auto check = [](const std::string& path, bool overwrite) {
        return [path, overwrite] {
            check_target(path, overwrite);
            return 0;
        };
    };
    tests::expect_error(ErrorKind::Usage, "exists already", check(folder / "there.mp4", false));
    tests::expect_error(ErrorKind::Usage, "exists already",
                        check(folder.path().string() + "/", false));
    tests::expect_error(ErrorKind::Failed, "does not exist", check(folder / "no/a.mp4", true));
    EXPECT_NO_THROW(check_target(folder / "there.mp4", true));
    EXPECT_NO_THROW(check_target(folder / "new/", false));
    EXPECT_NO_THROW(check_target(folder / "new.mp4", false));
    EXPECT_NO_THROW(check_target("", false));
}

}  // namespace
}  // namespace plumbline::cli
