// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/case_beta.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace plumbline::tools {
namespace {

constexpr double kSigmaTolerance = 1e-5;  // relative, of a recorded scale of the noise

/// A recorded class with the spacing of timesteps that is its own and the one that ours has.
struct BetaClass {
    std::string_view recorded;
    std::string_view ours;
    std::string_view own_spacing, our_spacing;
};

constexpr std::string_view kLeading = "leading";
constexpr std::string_view kSolver = "dpmpp2m";
constexpr std::array<BetaClass, 4> kClasses{
    {{"DDIMScheduler", "ddim", kLeading, kLeading},
     {"PNDMScheduler", "plms", kLeading, kLeading},
     {"DPMSolverMultistepScheduler", kSolver, "linspace", "linspace"},
     {"EulerDiscreteScheduler", "euler_sd", "linspace", kLeading}}};

/// otherwise: what the class does when the case does not say.
void expect_number(const CaseParams& params, std::string_view key, double only, double otherwise) {
    const double value = params.number(key, otherwise);
    if (value == only) return;
    if (params.has(key)) params.refuse(key, fmt::format("only {} is known", only));
    params.refuse("class", fmt::format("its own {} is {}, and only {} is known", key, value, only));
}

void expect_text(const CaseParams& params,
                 std::string_view key,
                 std::string_view only,
                 std::string_view otherwise) {
    const std::string value = params.text(key, otherwise);
    if (value == only) return;
    if (params.has(key)) params.refuse(key, fmt::format("only {} is known", only));
    params.refuse("class", fmt::format("its own {} is {}, and only {} is known", key, value, only));
}

void expect_flag(const CaseParams& params, std::string_view key, bool only, bool otherwise) {
    const bool value = params.flag(key, otherwise);
    if (value == only) return;
    if (params.has(key)) params.refuse(key, fmt::format("only {} is known", only));
    params.refuse("class", fmt::format("its own {} is {}, and only {} is known", key, value, only));
}

void check_betas(const CaseParams& params) {
    expect_number(params, "num_train_timesteps", 1000, 1000);
    expect_number(params, "beta_start", 0.00085, 0.0001);
    expect_number(params, "beta_end", 0.012, 0.02);
    expect_text(params, "beta_schedule", "scaled_linear", "linear");
}

void check_settings(const CaseParams& params, const BetaClass& entry) {
    check_betas(params);
    expect_text(params, "timestep_spacing", entry.our_spacing, entry.own_spacing);
    if (entry.our_spacing == kLeading) expect_number(params, "steps_offset", 1, 0);
    if (entry.ours == "ddim") expect_flag(params, "clip_sample", false, true);
    if (entry.ours == "plms") expect_flag(params, "skip_prk_steps", true, false);
    if (entry.ours == "ddim") expect_flag(params, "set_alpha_to_one", false, true);
    if (entry.ours == "plms") expect_flag(params, "set_alpha_to_one", false, false);
    if (entry.ours == kSolver) {
        expect_text(params, "algorithm_type", "dpmsolver++", "dpmsolver++");
        expect_number(params, "solver_order", 2, 2);
    }
}

}  // namespace

const std::vector<std::string_view>& beta_parameters() {
    static const std::vector<std::string_view> parameters{"class",
                                                          "num_train_timesteps",
                                                          "beta_start",
                                                          "beta_end",
                                                          "beta_schedule",
                                                          "timestep_spacing",
                                                          "steps_offset",
                                                          "clip_sample",
                                                          "skip_prk_steps",
                                                          "set_alpha_to_one",
                                                          "algorithm_type",
                                                          "solver_order",
                                                          "use_karras_sigmas",
                                                          "init_noise_sigma"};
    return parameters;
}

std::unique_ptr<schedulers::Scheduler> make_beta_sampler(const CaseParams& params) {
    const auto entry = std::ranges::find(kClasses, params.text("class"), &BetaClass::recorded);
    if (entry == kClasses.end()) params.refuse("class", "there is no such sampler of noise");
    check_settings(params, *entry);
    std::string name(entry->ours);
    if (params.flag("use_karras_sigmas", false)) {
        if (entry->ours != kSolver) params.refuse("use_karras_sigmas", "this sampler has none");
        name += "_karras";
    }
    if (params.text("sampler", name) != name)
        params.refuse("sampler", fmt::format("its class is that of {}", name));
    auto sampler = schedulers::make_scheduler(name, static_cast<int>(params.integer("steps")), 1.0,
                                              api::Prediction::Epsilon);
    const double scale = sampler->noise_scale();
    if (std::abs(params.number("init_noise_sigma", scale) - scale) > kSigmaTolerance * scale)
        params.refuse("init_noise_sigma", fmt::format("it is {}", scale));
    return sampler;
}

}  // namespace plumbline::tools
