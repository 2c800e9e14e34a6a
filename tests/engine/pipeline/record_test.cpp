// SPDX-License-Identifier: GPL-3.0-or-later
// A run becomes a case, and the case passes its own check.
#include "engine/pipeline/tiny_run.h"
#include "tools/replay_case.h"

#include <gmock/gmock.h>

#include <filesystem>

namespace plumbline::tests {
namespace {

using Record = TinyRun;

TEST_F(Record, ReplaysToTheSame) {
    int number = 0;
    const auto expect_replays = [&](const api::Recipe& wanted) {
        api::Recipe recorded = wanted;
        recorded.record_case = place("case" + std::to_string(++number));
        static_cast<void>(run_recipe(recorded));
        api::ReplayRequest request;
        request.manifest = recorded.record_case + "/manifest.json";
        request.check = true;
        const tools::ToolReport report = tools::replay(request, {}, {});
        EXPECT_FALSE(report.failed) << report.message << "\n"
                                    << testing::PrintToString(report.lines);
    };
    api::Recipe skipping = recipe("0.5");
    expect_replays(skipping);
    skipping.guidance = 1.0;
    expect_replays(skipping);
    for (const char* sampler : {"euler", "dpm++"}) {
        api::Recipe plain = recipe();
        plain.cache = "none";
        plain.sampler = sampler;
        expect_replays(plain);
    }
}

TEST_F(Record, AnOutputCanBeWrittenBesideIt) {
    api::Recipe wanted = recipe();
    wanted.output = place("clip.mp4");
    wanted.record_case = place("case");
    static_cast<void>(run_recipe(wanted));
    EXPECT_THAT(files(), testing::ElementsAre("case", "clip.mp4"));
    wanted.overwrite = true;
    static_cast<void>(run_recipe(wanted));
}

}  // namespace
}  // namespace plumbline::tests
