// SPDX-License-Identifier: GPL-3.0-or-later
#include "insight/staircase.h"

#include "engine/insight/recordings.h"

#include <gtest/gtest.h>

#include <chrono>
#include <random>

namespace plumbline::insight {
namespace {

/// Both branches of a run that never reused, with random errors.
Recording random_recording(int steps, std::uint64_t seed, Rule rule = kRule) {
    std::mt19937_64 random(seed);
    std::uniform_real_distribution<double> error(0.01, 0.2);
    std::vector<double> a, b;
    for (int i = 1; i < steps; ++i) {
        a.push_back(error(random));
        b.push_back(error(random));
    }
    const std::string letters = "C" + std::string(static_cast<std::size_t>(steps - 1), 'R');
    return recording_of(joined(steps_of(letters, a, 0.0), steps_of(letters, b, 0.0)), rule);
}

TEST(Staircase, SaysAtEveryThresholdWhatAReplaySays) {
    for (const bool or_equal : {false, true}) {
        const Recording recording =
            random_recording(12, 5, {.or_equal = or_equal, .skip_work = 0.1});
        const auto treads = staircase(recording, 0.0, 1.0, 4096);
        std::mt19937_64 random(6);
        std::uniform_real_distribution<double> pick(0.0, 1.0);
        for (int i = 0; i < 2000; ++i) {
            const double threshold = pick(random);
            std::size_t tread = 0;
            while (tread + 1 < treads.size() && treads[tread + 1].threshold <= threshold) ++tread;
            const Schedule schedule = replay(recording, threshold);
            ASSERT_EQ(treads[tread].skipped, schedule.skipped) << threshold;
            ASSERT_DOUBLE_EQ(treads[tread].speedup, schedule.speedup()) << threshold;
        }
    }
}

TEST(Staircase, BeginsAtTheLowestAndRisesInThreshold) {
    const auto treads = staircase(random_recording(25, 1), 0.02, 0.5);
    ASSERT_GT(treads.size(), 10U);
    EXPECT_EQ(treads.front().threshold, 0.02);
    for (std::size_t i = 1; i < treads.size(); ++i)
        EXPECT_GT(treads[i].threshold, treads[i - 1].threshold);
    EXPECT_LE(treads.back().threshold, 0.5);
}

TEST(Staircase, OfManyTurningPointsItTriesSome) {
    EXPECT_LE(staircase(random_recording(200, 2), 0.0, 2.0, 50).size(), 51U);
}

TEST(Staircase, OfAVeryLongRunItTriesEvenlySpacedThresholds) {
    const auto treads = staircase(random_recording(3000, 4), 0.0, 2.0, 20);
    EXPECT_GT(treads.size(), 5U);
    EXPECT_LE(treads.size(), 21U);
    EXPECT_NEAR(treads[1].threshold, 0.1, 1e-12);
}

TEST(Staircase, TellsTheThresholdForAWantedNumberOfSkips) {
    const auto treads = staircase(random_recording(25, 1), 0.0, 1.0, 4096);
    const auto tread = first_tread_with(treads, 10);
    ASSERT_TRUE(tread);
    EXPECT_EQ(replay(random_recording(25, 1), tread->threshold).skipped, tread->skipped);
    EXPECT_GE(tread->skipped, 10);
    EXPECT_FALSE(first_tread_with(treads, 49));
}

TEST(Staircase, OfAHundredStepsComesWithinAFrame) {
    const Recording recording = random_recording(100, 3);
    const auto start = std::chrono::steady_clock::now();
    const auto treads = staircase(recording, 0.0, 1.0);
    const double ms =
        std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
    EXPECT_FALSE(treads.empty());
    RecordProperty("milliseconds", std::to_string(ms));
    EXPECT_LT(ms, 160.0);  // a frame is 16 ms; ten of them allow for a busy machine
}

TEST(Staircase, OfNothingIsOneTread) {
    EXPECT_EQ(staircase({}, 0.0, 1.0).size(), 1U);
}

}  // namespace
}  // namespace plumbline::insight
