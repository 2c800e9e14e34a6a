// SPDX-License-Identifier: GPL-3.0-or-later
#include "schedulers/scheduler.h"

#include "base/error.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

namespace plumbline::schedulers {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

using api::Prediction;

const std::vector<std::string> kEveryName{"unipc_wan", "unipc_flow", "dpm_wan",
                                          "dpm_flow",  "flow_euler", "flow_euler_sigmas",
                                          "unipc",     "euler",      "dpm++"};
const std::vector<std::string> kEveryNoiseName{"plms",     "ddim",    "dpmpp2m", "dpmpp2m_karras",
                                               "euler_sd", "dpm++2m", "euler",   "dpm++2m-karras"};

void expect_usage_error(std::string_view name,
                        int steps,
                        double shift,
                        const char* part,
                        Prediction prediction = Prediction::Velocity) {
    try {
        (void)make_scheduler(name, steps, shift, prediction);
        ADD_FAILURE() << name << " with " << steps << " steps and shift " << shift;
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::Usage);
        EXPECT_THAT(error.what(), HasSubstr(part));
    }
}

std::unique_ptr<Scheduler> for_noise(std::string_view name, int steps) {
    return make_scheduler(name, steps, 1.0, Prediction::Epsilon);
}

TEST(SchedulerNames, UsersSeeThoseThatFitTheModel) {
    EXPECT_THAT(user_sampler_names(), ElementsAre("unipc", "euler", "dpm++"));
    EXPECT_THAT(user_sampler_names(Prediction::Epsilon),
                ElementsAre("plms", "ddim", "dpm++2m", "dpm++2m-karras", "euler"));
}

TEST(SchedulerNames, UserNamesStandForTheOfficialOnes) {
    EXPECT_EQ(make_scheduler("unipc", 20, 5)->sigmas(),
              make_scheduler("unipc_wan", 20, 5)->sigmas());
    EXPECT_EQ(make_scheduler("euler", 20, 5)->sigmas(),
              make_scheduler("flow_euler_sigmas", 20, 5)->sigmas());
    EXPECT_EQ(make_scheduler("dpm++", 20, 5)->sigmas(), make_scheduler("dpm_wan", 20, 5)->sigmas());
}

TEST(SchedulerNames, OneNameStandsForASamplerOfEachKind) {
    EXPECT_EQ(for_noise("euler", 20)->sigmas(), for_noise("euler_sd", 20)->sigmas());
    EXPECT_EQ(for_noise("dpm++2m", 20)->sigmas(), for_noise("dpmpp2m", 20)->sigmas());
    EXPECT_EQ(for_noise("dpm++2m-karras", 20)->sigmas(), for_noise("dpmpp2m_karras", 20)->sigmas());
    EXPECT_NE(for_noise("euler", 20)->sigmas(), make_scheduler("euler", 20, 1.0)->sigmas());
}

TEST(SchedulerNames, OneForAnotherKindOfModelIsAUsageErrorThatListsTheFitting) {
    expect_usage_error("ddim", 10, 1, "predict the noise, and this one predicts a velocity");
    expect_usage_error("plms", 10, 1, "unipc, euler, dpm++");
    expect_usage_error("unipc", 10, 1, "predict a velocity, and this one predicts the noise",
                       Prediction::Epsilon);
    expect_usage_error("dpm++", 10, 1, "plms, ddim, dpm++2m, dpm++2m-karras, euler",
                       Prediction::Epsilon);
    expect_usage_error("heun", 10, 1, "there is no sampler 'heun'", Prediction::Epsilon);
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

TEST(SchedulerArguments, TrainedLevelsAreFixedInPlaceAndNumber) {
    for (const std::string& name : kEveryNoiseName) {
        expect_usage_error(name, 10, 3.0, "shift", Prediction::Epsilon);
        expect_usage_error(name, 1000, 1.0, "1000 steps", Prediction::Epsilon);
        expect_usage_error(name, 0, 1.0, "0 steps", Prediction::Epsilon);
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

TEST(NoiseSamplers, EveryRunLengthStaysFinite) {
    for (const std::string& name : kEveryNoiseName) {
        for (const int steps : {1, 2, 3, 4, 5, 500, 501, 999}) {
            const auto scheduler = for_noise(name, steps);
            const auto& sigmas = scheduler->sigmas();
            EXPECT_LE(sigmas.back(), 0.03) << name;
            EXPECT_TRUE(std::ranges::is_sorted(sigmas, std::greater{})) << name;
            at::Tensor latents = at::ones({1, 2, 1, 2, 2}) * scheduler->noise_scale();
            for (int step = 0; step + 1 < static_cast<int>(sigmas.size()); ++step) {
                const at::Tensor shown = scheduler->model_input(step, latents);
                latents = scheduler->step(step, latents, at::tanh(shown));
            }
            EXPECT_TRUE(at::isfinite(latents).all().item<bool>()) << name << ", " << steps;
        }
    }
}

TEST(NoiseSamplers, OnlyPlmsCallsTheModelOnceMore) {
    for (const std::string& name : kEveryNoiseName) {
        const auto calls = [&](int steps) { return for_noise(name, steps)->timesteps().size(); };
        EXPECT_EQ(calls(1), 1U) << name;
        EXPECT_EQ(calls(2), name == "plms" ? 3U : 2U) << name;
        EXPECT_EQ(calls(30), name == "plms" ? 31U : 30U) << name;
    }
    const auto plms = for_noise("plms", 30);
    EXPECT_EQ(plms->timesteps()[1], plms->timesteps()[2]);
}

// Where the same noise is predicted everywhere, every order ends on the clean latents (DDIM and
// PLMS at the lowest trained level), and each step expects just these.
TEST(NoiseSamplers, ConstantNoiseIsTakenAwayWhole) {
    const at::Tensor clean = at::linspace(-1, 1, 8).reshape({1, 2, 1, 2, 2});
    const at::Tensor noise = at::linspace(2, -1.5, 8).reshape({1, 2, 1, 2, 2});
    const auto largest = [](const at::Tensor& x) { return x.abs().max().item<double>(); };
    for (const std::string& name : kEveryNoiseName) {
        const auto scheduler = for_noise(name, 12);
        const std::vector<double>& sigmas = scheduler->sigmas();
        const bool scaled = scheduler->noise_scale() == 1.0;
        const auto at_level = [&](double level) {
            return (clean + level * noise) / (scaled ? std::sqrt(1.0 + level * level) : 1.0);
        };
        at::Tensor latents = at_level(sigmas.front());
        for (int step = 0; step + 1 < static_cast<int>(sigmas.size()); ++step) {
            EXPECT_LT(largest(scheduler->expected_clean(step, latents, noise) - clean), 1e-5)
                << name << ", step " << step;
            latents = scheduler->step(step, latents, noise);
        }
        EXPECT_LT(largest(latents - at_level(sigmas.back())), 1e-5) << name;
    }
}

TEST(NoiseSamplers, OnlyEulerScalesWhatGoesIn) {
    const auto euler = for_noise("euler", 10);
    const double level = euler->sigmas().front();
    const double expected = std::sqrt(level * level + 1.0);
    EXPECT_NEAR(euler->noise_scale(), expected, 1e-12);
    const at::Tensor latents = at::full({1, 1, 1, 2, 2}, 3.0);
    EXPECT_NEAR(euler->model_input(0, latents)[0][0][0][0][0].item<double>(), 3.0 / expected, 1e-6);
    for (const char* name : {"plms", "ddim", "dpm++2m", "dpm++2m-karras"}) {
        EXPECT_EQ(for_noise(name, 10)->noise_scale(), 1.0) << name;
        EXPECT_TRUE(for_noise(name, 10)->model_input(0, latents).equal(latents)) << name;
    }
}

TEST(NoiseSamplers, InputsAreNotWrittenAndHalfNoiseIsTaken) {
    for (const std::string& name : kEveryNoiseName) {
        const auto scheduler = for_noise(name, 6);
        at::Tensor latents = at::full({1, 1, 1, 2, 2}, 0.5);
        for (int step = 0; step < static_cast<int>(scheduler->timesteps().size()); ++step) {
            const at::Tensor noise = at::full({1, 1, 1, 2, 2}, 0.25, at::kBFloat16);
            const at::Tensor before = latents.clone();
            const at::Tensor next = scheduler->step(step, latents, noise);
            EXPECT_TRUE(latents.equal(before)) << name;
            EXPECT_EQ(next.scalar_type(), at::kFloat);
            latents = next;
        }
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
    const auto plms = for_noise("plms", 4);
    EXPECT_THROW((void)plms->step(1, latents, latents), InternalError);
}

}  // namespace
}  // namespace plumbline::schedulers
