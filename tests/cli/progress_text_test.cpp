// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/progress_text.h"

#include <gtest/gtest.h>

namespace plumbline::cli {
namespace {

ProgressState state() {
    ProgressState result;
    for (int step = 0; step < 14; ++step) {
        api::StepEvent event;
        event.step = step;
        event.steps = 50;
        event.passes.resize(2);
        event.passes[0].decision = step < 4 ? api::Decision::Computed : api::Decision::Skipped;
        event.passes[1].branch = api::Branch::Uncond;
        event.saved = 0.314;
        event.eta_seconds = 42;
        result.update(event);
    }
    return result;
}

TEST(BarText, ShowsPhaseStepsBothBranchesSavingsAndEta) {
    EXPECT_EQ(bar_text(state(), 100, Colour::Off),
              "denoise 14/50  CCCCSSSSSSSSSS | CCCCCCCCCCCCCC  saved 31 %  eta 0:42");
}

TEST(BarText, KeepsTheNewestLettersInANarrowWindow) {
    for (int width = 0; width < 80; ++width) {
        EXPECT_LE(bar_text(state(), width, Colour::Off).size(), static_cast<std::size_t>(width));
    }
    EXPECT_EQ(bar_text(state(), 60, Colour::Off),
              "denoise 14/50  SSSSSSSSSS | CCCCCCCCCC  saved 31 %  eta 0:42");
    EXPECT_EQ(bar_text(state(), 40, Colour::Off), "denoise 14/50  saved 31 %  eta 0:42");
}

TEST(BarText, ColoursRunsOfLetters) {
    const std::string text = bar_text(state(), 100, Colour::On);
    EXPECT_NE(text.find("CCCC\x1b[32mSSSSSSSSSS\x1b[0m | C"), std::string::npos);
}

TEST(LineText, NamesTheRunWhenThereAreMany) {
    ProgressState one = state();
    one.job = 2;
    one.jobs = 4;
    EXPECT_EQ(line_text(one), "[2/4] denoise 14/50, saved 31 %, eta 0:42");
    one.update(api::PhaseEvent{.phase = api::Phase::Decode, .done = 1, .total = 9, .note = {}});
    EXPECT_EQ(line_text(one), "[2/4] decode 1/9, saved 31 %");
}

TEST(DurationText, ReadsAsAClock) {
    EXPECT_EQ(duration_text(0.4), "0:00");
    EXPECT_EQ(duration_text(61.6), "1:02");
    EXPECT_EQ(duration_text(3723), "1:02:03");
    EXPECT_EQ(duration_text(-5), "0:00");
}

}  // namespace
}  // namespace plumbline::cli
