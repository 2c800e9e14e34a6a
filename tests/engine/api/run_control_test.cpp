// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/run_control.h"

#include "base/error.h"

#include <gtest/gtest.h>

#include <latch>
#include <thread>

namespace plumbline::api {
namespace {

TEST(RunControl, LetsAFreshRunPass) {
    RunControl control;
    EXPECT_NO_THROW(control.checkpoint());
    EXPECT_FALSE(control.stopped());
    EXPECT_TRUE(control.take().empty());
}

TEST(RunControl, StopWakesAPausedRun) {
    RunControl control;
    control.set_paused(true);
    std::latch working(1);
    bool cancelled = false;
    {
        std::jthread worker([&] {
            working.count_down();
            try {
                control.checkpoint();
            } catch (const Cancelled&) {
                cancelled = true;
            }
        });
        working.wait();
        control.stop(Keep::Nothing);
    }
    EXPECT_TRUE(cancelled);
    EXPECT_EQ(control.keep(), Keep::Nothing);
}

TEST(RunControl, ResumesAPausedRun) {
    RunControl control;
    control.set_paused(true);
    std::latch working(1);
    bool passed = false;
    {
        std::jthread worker([&] {
            working.count_down();
            control.checkpoint();
            passed = true;
        });
        working.wait();
        control.set_paused(false);
    }
    EXPECT_TRUE(passed);
}

TEST(RunControl, KeepsWhatTheFirstStopAskedFor) {
    RunControl control;
    control.stop(Keep::Nothing);
    control.stop(Keep::Latents);
    EXPECT_EQ(control.keep(), Keep::Nothing);
    EXPECT_THROW(control.checkpoint(), Cancelled);
}

TEST(RunControl, TheLastWishForErrorMapsCounts) {
    RunControl control;
    EXPECT_FALSE(control.wants_error_map(false));
    EXPECT_TRUE(control.wants_error_map(true));
    control.set_error_map(false);
    EXPECT_FALSE(control.wants_error_map(true));
    control.set_error_map(true);
    EXPECT_TRUE(control.wants_error_map(false));
}

TEST(RunControl, HandsChangesOverOnceInOrder) {
    RunControl control;
    control.post({.kind = Intervention::Kind::ComputeNext, .step = 0, .params = {}});
    control.post({.kind = Intervention::Kind::NeverSkip, .step = 0, .params = {}});
    const auto changes = control.take();
    ASSERT_EQ(changes.size(), 2U);
    EXPECT_EQ(changes[0].kind, Intervention::Kind::ComputeNext);
    EXPECT_TRUE(control.take().empty());
}

}  // namespace
}  // namespace plumbline::api
