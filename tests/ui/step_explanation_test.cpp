// SPDX-License-Identifier: GPL-3.0-or-later
#include "plots/step_explanation.h"

#include "engine/insight/recordings.h"

#include <gtest/gtest.h>

namespace plumbline::ui {
namespace {

api::PassRecord reused() {
    return {.decision = api::Decision::Skipped,
            .probe_error = 0.012,
            .accumulated_error = 0.073,
            .threshold = 0.08,
            .alignment_weight = 1.34,
            .alignment_weight_raw = 1.34};
}

TEST(StepExplanation, FillsInTheNumbersOfAReusedStep) {
    EXPECT_EQ(explain(reused(), insight::kRule).toStdString(),
              "0.061 + 0.012 = 0.073 < 0.080 → reused; γ = 1.340 → R2 + 1.340 (R1 − R2)");
}

TEST(StepExplanation, SaysWhatWasClipped) {
    api::PassRecord pass = reused();
    pass.alignment_weight = 2.0;
    pass.alignment_weight_raw = 3.5;
    EXPECT_TRUE(explain(pass, insight::kRule).endsWith(QStringLiteral(", clipped from 3.500")));
}

TEST(StepExplanation, OfAResumedStepTheSumIsNotBelow) {
    api::PassRecord pass = reused();
    pass.decision = api::Decision::Resumed;
    pass.accumulated_error = 0.09;
    EXPECT_EQ(explain(pass, insight::kRule).toStdString(),
              "0.078 + 0.012 = 0.090 ≥ 0.080 → computed after the probe");
}

TEST(StepExplanation, AStepThatWasAskedForSaysSo) {
    api::PassRecord pass = reused();
    pass.decision = api::Decision::Resumed;
    EXPECT_TRUE(explain(pass, insight::kRule).endsWith(QStringLiteral("(asked for)")));
}

TEST(StepExplanation, WithoutARuleTheDecisionStands) {
    EXPECT_EQ(explain({.decision = api::Decision::Resumed}, std::nullopt).toStdString(),
              "computed after the probe");
}

TEST(StepExplanation, SaysWhatAMethodOfSeveralWaysPutInPlace) {
    api::PassRecord pass{.decision = api::Decision::Partial,
                         .blocks_run = 3,
                         .blocks = 7,
                         .reuse = api::Reuse::Tokens,
                         .token_share = 0.125};
    EXPECT_EQ(explain(pass, std::nullopt).toStdString(),
              "reused in part; in place: all but some tokens; 3 of 7 blocks ran; 12.5 % of the "
              "tokens computed");
    pass = {.decision = api::Decision::Skipped, .blocks = 7, .reuse = api::Reuse::Step};
    pass.probe_error = 0.031;
    pass.threshold = 0.25;
    EXPECT_EQ(explain(pass, std::nullopt).toStdString(),
              "reused; in place: the whole step; error 0.031, threshold 0.250");
}

}  // namespace
}  // namespace plumbline::ui
