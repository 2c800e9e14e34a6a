// SPDX-License-Identifier: GPL-3.0-or-later
#include "plots/run_series.h"

#include "engine/insight/recordings.h"

#include <gtest/gtest.h>

#include <cmath>

namespace plumbline::ui {
namespace {

using insight::joined;
using insight::kRule;
using insight::steps_of;

TEST(RunSeries, KeepsOneValueAStepAndBranch) {
    RunSeries series;
    series.begin(4, kRule);
    for (const auto& event : joined(steps_of("CRSR", std::vector{0.3, 0.1, 0.2}, 0.25),
                                    steps_of("CRRS", std::vector{0.4, 0.5, 0.1}, 0.25)))
        series.append(event);
    EXPECT_EQ(series.done(), 4);
    EXPECT_EQ(series.steps(), 4);
    const BranchSeries& cond = series.branch(api::Branch::Cond);
    ASSERT_EQ(cond.error.size(), 4U);
    EXPECT_TRUE(std::isnan(cond.error[0]));
    EXPECT_EQ(cond.error[1], 0.3);
    EXPECT_EQ(series.branch(api::Branch::Uncond).error[2], 0.5);
    EXPECT_EQ(cond.decisions[2], api::Decision::Skipped);
    EXPECT_EQ(series.numbers().back(), 3.0);
    EXPECT_EQ(series.recording().calls.size(), 8U);
}

TEST(RunSeries, CountsTheIdealSpeedUpFromTheWork) {
    RunSeries series;
    series.begin(2, kRule);
    EXPECT_EQ(series.ideal_speedup(), 1.0);
    api::StepEvent event{.steps = 2};
    event.passes = {{.work = 1.0}};
    series.append(event);
    event.step = 1;
    event.passes = {{.decision = api::Decision::Skipped, .work = 0.1}};
    series.append(event);
    EXPECT_NEAR(series.ideal_speedup(), 2.0 / 1.1, 1e-12);
}

TEST(RunSeries, MeasuresTheSpeedUpAgainstTheStepsComputedWhole) {
    RunSeries series;
    series.begin(6, std::nullopt);
    EXPECT_TRUE(std::isnan(series.measured_speedup()));
    api::StepEvent event;
    event.steps = 6;
    const auto add = [&](api::Decision decision, double ms) {
        event.passes.assign(1, {});
        event.passes.front().decision = decision;
        event.ms = ms;
        series.append(event);
    };
    add(api::Decision::Computed, 900);  // the machine warms up
    add(api::Decision::Computed, 100);
    add(api::Decision::Computed, 100);
    add(api::Decision::Skipped, 20);
    add(api::Decision::Skipped, 20);
    EXPECT_NEAR(series.measured_speedup(), 400.0 / 240.0, 1e-12);
}

TEST(RunSeries, ANewRunForgetsTheLast) {
    RunSeries series;
    series.begin(1, kRule);
    series.append({.steps = 1});
    series.begin(7, std::nullopt);
    EXPECT_TRUE(series.empty());
    EXPECT_FALSE(series.rule());
    EXPECT_EQ(series.steps(), 7);
}

}  // namespace
}  // namespace plumbline::ui
