// SPDX-License-Identifier: GPL-3.0-or-later
#include "insight/schedule_replay.h"

#include "engine/insight/recordings.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace plumbline::insight {
namespace {

using api::Branch;

// Binary fractions: their sums are exact, so that "equal" means equal.
constexpr double kErrors[] = {0.25, 0.25, 0.5, 0.125, 0.75};

Schedule replayed(const std::string& letters,
                  std::span<const double> errors,
                  double recorded_at,
                  double threshold,
                  Rule rule = kRule) {
    return replay(recording_of(steps_of(letters, errors, recorded_at), rule), threshold);
}

TEST(ScheduleReplay, GivesTheRecordedDecisionsAtTheRecordedThreshold) {
    // Sums .25 S, .5 S, 1.0 R, .125 S, .875 R.
    const Schedule same = replayed("CCSSRSR", kErrors, 0.75, 0.75);
    EXPECT_EQ(same.decisions.at(Branch::Cond), "CCSSRSR");
    EXPECT_EQ(same.calls, 7);
    EXPECT_EQ(same.skipped, 3);
    EXPECT_DOUBLE_EQ(same.speedup(), 7 / 4.3);
}

TEST(ScheduleReplay, FollowsTheRuleByHandAtOtherThresholds) {
    // .25 S, .5 R (not below .5), .5 R, .125 S, .875 R.
    EXPECT_EQ(replayed("CCSSRSR", kErrors, 0.75, 0.5).decisions.at(Branch::Cond), "CCSRRSR");
    // Equal counts: .25 S, .5 S, 1.0 R, .125 S, .875 R.
    EXPECT_EQ(replayed("CCSSRSR", kErrors, 0.75, 0.5, {.or_equal = true, .skip_work = 0.1})
                  .decisions.at(Branch::Cond),
              "CCSSRSR");
    EXPECT_EQ(replayed("CCSSRSR", kErrors, 0.75, 10.0).decisions.at(Branch::Cond), "CCSSSSS");
    EXPECT_EQ(replayed("CCSSRSR", kErrors, 0.75, 0.0).decisions.at(Branch::Cond), "CCRRRRR");
}

TEST(ScheduleReplay, KeepsBranchesApart) {
    constexpr double kOther[] = {0.5, 0.5, 0.5, 0.5, 0.5};
    const auto steps =
        joined(steps_of("CCSSRSR", kErrors, 0.75), steps_of("CCSRSRS", kOther, 0.75));
    const Schedule schedule = replay(recording_of(steps, kRule), 0.75);
    EXPECT_EQ(schedule.decisions.at(Branch::Cond), "CCSSRSR");
    EXPECT_EQ(schedule.decisions.at(Branch::Uncond), "CCSRSRS");
    EXPECT_EQ(schedule.calls, 14);
}

TEST(ScheduleReplay, AStepThatWasAskedForStaysComputed) {
    // The third eligible call was computed although its sum of 0.375 is below the threshold.
    constexpr double kSmall[] = {0.125, 0.125, 0.125, 0.125};
    EXPECT_EQ(replayed("CSSRS", kSmall, 2.0, 2.0).decisions.at(Branch::Cond), "CSSRS");
    EXPECT_EQ(replayed("CSSRS", kSmall, 2.0, 8.0).decisions.at(Branch::Cond), "CSSRS");
}

TEST(ScheduleReplay, AnErrorThatIsNotFiniteIsNeverReused) {
    const double errors[] = {0.125, std::numeric_limits<double>::quiet_NaN(), 0.125};
    EXPECT_EQ(replayed("CSRS", errors, 1.0, 1e9).decisions.at(Branch::Cond), "CSRS");
}

TEST(Rules, SkipWorkIsTheProbesShareOfTheBlocks) {
    const api::ThresholdRule declared{.or_equal = true, .probe = "probe_depth"};
    const Rule rule = rule_of(declared, {{"probe_depth", std::int64_t{3}}}, 30);
    EXPECT_TRUE(rule.or_equal);
    EXPECT_DOUBLE_EQ(rule.skip_work, 0.1);
    EXPECT_EQ(rule_of({}, {}, 30).skip_work, 0.0);
}

}  // namespace
}  // namespace plumbline::insight
