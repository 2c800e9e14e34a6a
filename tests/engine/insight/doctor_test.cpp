// SPDX-License-Identifier: GPL-3.0-or-later
#include "insight/doctor.h"

#include "engine/insight/recordings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace plumbline::insight {
namespace {

using testing::HasSubstr;

std::vector<Finding> findings_of(const std::string& letters,
                                 const std::vector<double>& errors,
                                 double threshold) {
    return diagnose(recording_of(steps_of(letters, errors, threshold), kRule));
}

const Finding* find(const std::vector<Finding>& findings, Symptom symptom) {
    for (const Finding& finding : findings) {
        if (finding.symptom == symptom) return &finding;
    }
    return nullptr;
}

TEST(Doctor, SaysWhichThresholdWouldEngage) {
    const auto findings =
        findings_of("CCRRRRRRRR", {0.06, 0.05, 0.07, 0.06, 0.08, 0.09, 0.06, 0.07}, 0.03);
    const Finding* finding = find(findings, Symptom::NeverEngages);
    ASSERT_NE(finding, nullptr);
    EXPECT_EQ(finding->total, 8);
    EXPECT_DOUBLE_EQ(finding->smallest, 0.05);
    EXPECT_GE(finding->count, 2);
    EXPECT_GT(finding->better, 0.05);
    EXPECT_LT(finding->better, 0.09);
    EXPECT_GT(finding->gain, 1.1);
    EXPECT_THAT(describe(*finding), HasSubstr("0 of 8 eligible calls reused: the smallest error "
                                              "0.05 is above the threshold 0.03"));
    EXPECT_THAT(describe(*finding), HasSubstr("would reuse about"));
}

TEST(Doctor, SaysWhenItAlmostEngages) {
    const auto findings = findings_of("CCRRRRRRRR", std::vector<double>(8, 0.055), 0.05);
    EXPECT_NE(find(findings, Symptom::AlmostEngages), nullptr);
    EXPECT_EQ(find(findings, Symptom::NeverEngages), nullptr);
}

TEST(Doctor, SaysWhenTheThresholdDecidesNothing) {
    const auto findings = findings_of("CCSSSSSSSS", std::vector<double>(8, 0.125), 1.5);
    const Finding* finding = find(findings, Symptom::AlwaysEngages);
    ASSERT_NE(finding, nullptr);
    EXPECT_NEAR(finding->better, 1.0, 1e-9);  // the sum of all eight
}

TEST(Doctor, SeesACliff) {
    // At 0.1 every second call is computed; a hair above 0.105 five in a row are reused.
    const auto findings = findings_of(
        "CCSRSRSRSRSR", {0.05, 0.053, 0.05, 0.053, 0.05, 0.053, 0.05, 0.053, 0.05, 0.053}, 0.1);
    const Finding* finding = find(findings, Symptom::CliffNearby);
    ASSERT_NE(finding, nullptr);
    EXPECT_NEAR(finding->better, 0.103, 1e-6);
    EXPECT_GT(finding->gain, 1.5);
}

TEST(Doctor, CountsClippedWeights) {
    auto steps = steps_of("CCSSSSRSSS", std::vector<double>(8, 0.1), 0.45);
    int number = 0;
    for (api::StepEvent& step : steps) {
        if (step.passes.front().decision != api::Decision::Skipped) continue;
        step.passes.front().alignment_weight = 1.0;
        step.passes.front().alignment_weight_raw = ++number <= 5 ? 0.7 : 1.0;
    }
    const auto findings = diagnose(recording_of(steps, kRule));
    const Finding* finding = find(findings, Symptom::ClippedWeights);
    ASSERT_NE(finding, nullptr);
    EXPECT_EQ(finding->count, 5);
    EXPECT_EQ(finding->total, 7);
}

TEST(Doctor, SeesBranchesDisagree) {
    const std::vector<double> low(8, 0.1), high(8, 0.3);
    const auto findings = diagnose(recording_of(
        joined(steps_of("CCSSSSSSSS", low, 1.0), steps_of("CCSSSRSSSR", high, 1.0)), kRule));
    const Finding* finding = find(findings, Symptom::BranchesDisagree);
    ASSERT_NE(finding, nullptr);
    EXPECT_EQ(finding->count, 2);
    EXPECT_EQ(finding->total, 8);
}

TEST(Doctor, SeesErrorsThatAreNotFinite) {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const auto findings = findings_of("CCSRSSSSSS", {0.1, nan, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1}, 1.0);
    ASSERT_FALSE(findings.empty());
    EXPECT_EQ(findings.front().symptom, Symptom::NonFinite);
    EXPECT_EQ(findings.front().count, 1);
}

TEST(Doctor, SeesTooFewSteps) {
    EXPECT_NE(find(findings_of("CCSR", {0.1, 0.1}, 0.15), Symptom::TooFewSteps), nullptr);
    EXPECT_EQ(diagnose({}).front().symptom, Symptom::NothingRecorded);
    EXPECT_EQ(findings_of("CCCCCCCCCCCC", {}, 0.1).front().symptom, Symptom::TooFewSteps);
}

TEST(Doctor, CountsWhatWorks) {
    const auto findings = findings_of("CCSSRSSRSSRS", std::vector<double>(10, 0.1), 0.25);
    const Finding* finding = find(findings, Symptom::Working);
    ASSERT_NE(finding, nullptr);
    EXPECT_EQ(finding->count, 7);
    EXPECT_EQ(finding->total, 10);
    EXPECT_DOUBLE_EQ(finding->gain, 12 / 5.7);
    for (const Finding& each : findings) EXPECT_FALSE(describe(each).empty());
}

}  // namespace
}  // namespace plumbline::insight
