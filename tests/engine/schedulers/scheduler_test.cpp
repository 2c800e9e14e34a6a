// SPDX-License-Identifier: GPL-3.0-or-later
#include "schedulers/scheduler.h"

#include "base/error.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

namespace plumbline::schedulers {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

const std::vector<std::string> kEveryName{"unipc_wan", "unipc_flow", "dpm_wan",
                                          "dpm_flow",  "flow_euler", "flow_euler_sigmas",
                                          "unipc",     "euler",      "dpm++"};

void expect_usage_error(std::string_view name, int steps, double shift, const char* part) {
    try {
        (void)make_scheduler(name, steps, shift);
        ADD_FAILURE() << name << " with " << steps << " steps and shift " << shift;
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::Usage);
        EXPECT_THAT(error.what(), HasSubstr(part));
    }
}

TEST(SchedulerNames, UsersSeeThree) {
    EXPECT_THAT(user_sampler_names(), ElementsAre("unipc", "euler", "dpm++"));
}

TEST(SchedulerNames, UserNamesStandForTheOfficialOnes) {
    EXPECT_EQ(make_scheduler("unipc", 20, 5)->sigmas(),
              make_scheduler("unipc_wan", 20, 5)->sigmas());
    EXPECT_EQ(make_scheduler("euler", 20, 5)->sigmas(),
              make_scheduler("flow_euler_sigmas", 20, 5)->sigmas());
    EXPECT_EQ(make_scheduler("dpm++", 20, 5)->sigmas(), make_scheduler("dpm_wan", 20, 5)->sigmas());
}

TEST(SchedulerNames, UnknownOneIsAUsageErrorThatListsTheOthers) {
    expect_usage_error("heun", 10, 5, "unipc, euler, dpm++");
    expect_usage_error("", 10, 5, "unipc");
}

TEST(SchedulerArguments, ImpossibleOnesAreUsageErrors) {
    expect_usage_error("unipc", 0, 5, "0 steps");
    expect_usage_error("unipc", -3, 5, "-3 steps");
    for (const double shift : {0.0, -1.0, std::numeric_limits<double>::infinity(),
                               std::numeric_limits<double>::quiet_NaN()}) {
        expect_usage_error("euler", 10, shift, "shift");
    }
}

TEST(SchedulerArguments, LevelsThatFallTogetherAreAUsageError) {
    for (const std::string& name : kEveryName) expect_usage_error(name, 50, 1e9, "fall together");
}

TEST(SchedulerSteps, EveryRunLengthStaysFiniteAndEndsAtZero) {
    for (const std::string& name : kEveryName) {
        for (int steps = 1; steps <= 5; ++steps) {
            const auto scheduler = make_scheduler(name, steps, 5.0);
            ASSERT_EQ(scheduler->timesteps().size(), static_cast<std::size_t>(steps));
            ASSERT_EQ(scheduler->sigmas().size(), static_cast<std::size_t>(steps) + 1);
            EXPECT_EQ(scheduler->sigmas().back(), 0.0);
            at::Tensor latents = at::ones({1, 2, 1, 2, 2});
            for (int step = 0; step < steps; ++step) {
                latents = scheduler->step(step, latents, at::tanh(latents));
            }
            EXPECT_TRUE(at::isfinite(latents).all().item<bool>()) << name << ", " << steps;
        }
    }
}

// Under an exact velocity noise - clean every order lands on the clean latents.
TEST(SchedulerSteps, StraightPathIsFollowedToItsEnd) {
    const at::Tensor clean = at::linspace(-1, 1, 8).reshape({1, 2, 1, 2, 2});
    const at::Tensor noise = at::linspace(2, -1.5, 8).reshape({1, 2, 1, 2, 2});
    for (const std::string& name : kEveryName) {
        const auto scheduler = make_scheduler(name, 12, 5.0);
        const double start = scheduler->sigmas().front();
        at::Tensor latents = clean * (1 - start) + noise * start;
        for (int step = 0; step < 12; ++step) {
            latents = scheduler->step(step, latents, noise - clean);
        }
        EXPECT_LT((latents - clean).abs().max().item<double>(), 1e-5) << name;
    }
}

TEST(SchedulerSteps, InputsAreNotWrittenAndHalfVelocityIsTaken) {
    for (const std::string& name : kEveryName) {
        const auto scheduler = make_scheduler(name, 3, 5.0);
        at::Tensor latents = at::full({1, 1, 1, 2, 2}, 0.5);
        for (int step = 0; step < 3; ++step) {
            const at::Tensor velocity = at::full({1, 1, 1, 2, 2}, 0.25, at::kBFloat16);
            const at::Tensor before = latents.clone();
            const at::Tensor next = scheduler->step(step, latents, velocity);
            EXPECT_TRUE(latents.equal(before)) << name;
            EXPECT_EQ(next.scalar_type(), at::kFloat);
            latents = next;
        }
    }
}

TEST(SchedulerSteps, OutOfOrderCallIsAnInternalError) {
    const auto scheduler = make_scheduler("unipc", 4, 5.0);
    const at::Tensor latents = at::zeros({1, 1, 1, 2, 2});
    EXPECT_THROW((void)scheduler->step(1, latents, latents), InternalError);
    EXPECT_THROW((void)scheduler->step(0, latents, at::zeros({1, 1, 1, 2, 3})), InternalError);
}

}  // namespace
}  // namespace plumbline::schedulers
