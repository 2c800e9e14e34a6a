// SPDX-License-Identifier: GPL-3.0-or-later
// Every sampler against the trajectories of its reference implementation.
#include "schedulers/scheduler.h"
#include "tensor_io/safetensors.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

namespace plumbline::schedulers {
namespace {

constexpr double kTrajectoryTolerance = 1e-5;  // relative to the largest value of the step
constexpr double kSigmaTolerance = 1e-6;       // absolute up to level 1, relative above

struct Case {
    std::string sampler;
    double shift = 1.0;
    int steps = 0;
    std::int64_t tokens = 0;  // of the picture that the shift comes from; 0: shift is given
    api::Prediction prediction = api::Prediction::Velocity;
};

std::string file_name(const Case& c) {
    if (c.prediction == api::Prediction::Epsilon) return fmt::format("{}_{}", c.sampler, c.steps);
    if (c.tokens > 0) return fmt::format("{}_seq{}_{}", c.sampler, c.tokens, c.steps);
    return fmt::format("{}_shift{:.0f}_{}", c.sampler, c.shift, c.steps);
}

std::vector<Case> all_cases() {
    std::vector<Case> cases;
    for (const int steps : {10, 30, 50}) {
        for (const char* sampler : {"unipc_wan", "unipc_flow", "dpm_wan", "dpm_flow", "flow_euler",
                                    "flow_euler_sigmas", "hunyuan_official"}) {
            for (const double shift : {3.0, 5.0, 7.0}) cases.push_back({sampler, shift, steps});
        }
        for (const char* sampler : {"flux_dynamic", "flux_bfl"}) {
            for (const std::int64_t tokens : {256, 1024, 4096})
                cases.push_back({sampler, dynamic_shift(tokens), steps, tokens});
        }
        for (const char* sampler : {"ddim", "plms", "dpmpp2m", "dpmpp2m_karras", "euler_sd"})
            cases.push_back({sampler, 1.0, steps, 0, api::Prediction::Epsilon});
    }
    return cases;
}

class GoldenTrajectory : public testing::TestWithParam<Case> {
protected:
    GoldenTrajectory()
        : golden_(
              tensor_io::open_safetensors(std::filesystem::path(PLUMBLINE_GOLDENS) / "schedulers" /
                                          (file_name(GetParam()) + ".safetensors"))),
          scheduler_(make_scheduler(GetParam().sampler,
                                    GetParam().steps,
                                    GetParam().shift,
                                    GetParam().prediction)) {}

    tensor_io::WeightMap golden_;
    std::unique_ptr<Scheduler> scheduler_;
};

TEST_P(GoldenTrajectory, TimestepsAreEqual) {
    const at::Tensor expected = golden_.tensor("timesteps").to(at::kDouble);
    ASSERT_EQ(expected.numel(), static_cast<std::int64_t>(scheduler_->timesteps().size()));
    for (std::size_t i = 0; i < scheduler_->timesteps().size(); ++i) {
        EXPECT_EQ(scheduler_->timesteps()[i], expected[static_cast<std::int64_t>(i)].item<double>())
            << "step " << i;
    }
}

TEST_P(GoldenTrajectory, SigmasAreEqual) {
    EXPECT_EQ(scheduler_->sigmas().size(), scheduler_->timesteps().size() + 1);
    // DDIM and PLMS have none of their own in the reference.
    if (!golden_.contains("sigmas")) return;
    const at::Tensor expected = golden_.tensor("sigmas").to(at::kDouble);
    ASSERT_EQ(expected.numel(), static_cast<std::int64_t>(scheduler_->sigmas().size()));
    for (std::size_t i = 0; i < scheduler_->sigmas().size(); ++i) {
        const double reference = expected[static_cast<std::int64_t>(i)].item<double>();
        EXPECT_NEAR(scheduler_->sigmas()[i], reference, kSigmaTolerance * std::max(1.0, reference))
            << "step " << i;
    }
}

TEST_P(GoldenTrajectory, EveryStepIsTheReferences) {
    const at::Tensor expected = golden_.tensor("trajectory");
    at::Tensor latents = golden_.tensor("x0") * scheduler_->noise_scale();
    double worst = 0.0;
    const auto compare = [&](std::int64_t step) {
        const at::Tensor reference = expected[step];
        const double difference = (latents - reference).abs().max().item<double>();
        worst = std::max(worst, difference / reference.abs().max().item<double>());
    };
    compare(0);
    const int calls = static_cast<int>(scheduler_->timesteps().size());
    ASSERT_EQ(expected.size(0), calls + 1);
    for (int step = 0; step < calls; ++step) {
        const double timestep = scheduler_->timesteps()[static_cast<std::size_t>(step)];
        const at::Tensor shown = scheduler_->model_input(step, latents);
        const at::Tensor prediction = at::tanh(shown / 2) + 0.1 * timestep / 1000.0;
        latents = scheduler_->step(step, latents, prediction);
        compare(step + 1);
    }
    RecordProperty("worst_relative_difference", fmt::format("{:.2e}", worst));
    EXPECT_LE(worst, kTrajectoryTolerance);
}

INSTANTIATE_TEST_SUITE_P(Schedulers,
                         GoldenTrajectory,
                         testing::ValuesIn(all_cases()),
                         [](const auto& info) { return file_name(info.param); });

}  // namespace
}  // namespace plumbline::schedulers
