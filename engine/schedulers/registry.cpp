// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/error.h"
#include "schedulers/beta_schedule.h"
#include "schedulers/epsilon_sampler.h"
#include "schedulers/flow_sampler.h"
#include "schedulers/scheduler.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>
#include <cmath>
#include <limits>

namespace plumbline::schedulers {
namespace {

using api::Prediction;

struct Sampler {
    std::string_view name;
    std::string_view user_name;  // empty: reachable by its exact name only
    Schedule (*schedule)(int steps, double shift);
    std::unique_ptr<Scheduler> (*make)(Schedule schedule);
    double highest_sigma_limit;                    // sigma_0 stays below this
    Prediction prediction = Prediction::Velocity;  // of the models that it can follow
};

constexpr double kBelowOne = 1.0;
constexpr double kUpToOne = 1.0 + 1e-9;
constexpr double kAnyLevel = std::numeric_limits<double>::infinity();

constexpr std::array<Sampler, 14> kSamplers{{
    {"unipc_wan", "unipc", unipc_wan_schedule, make_unipc, kBelowOne},
    {"flow_euler_sigmas", "euler", flow_euler_sigmas_schedule, make_flow_euler, kUpToOne},
    {"dpm_wan", "dpm++", dpm_wan_schedule, make_dpm_solver, kUpToOne},
    {"unipc_flow", "", unipc_flow_schedule, make_unipc, kBelowOne},
    {"dpm_flow", "", dpm_flow_schedule, make_dpm_solver, kUpToOne},
    {"flow_euler", "", flow_euler_schedule, make_flow_euler, kUpToOne},
    {"hunyuan_official", "", hunyuan_official_schedule, make_flow_euler, kUpToOne},
    {"flux_dynamic", "", flux_dynamic_schedule, make_flow_euler, kUpToOne},
    {"flux_bfl", "", flux_bfl_schedule, make_flow_euler, kUpToOne},
    {"plms", "plms", plms_schedule, make_plms, kAnyLevel, Prediction::Epsilon},
    {"ddim", "ddim", ddim_schedule, make_ddim, kAnyLevel, Prediction::Epsilon},
    {"dpmpp2m", "dpm++2m", dpmpp2m_schedule, make_epsilon_dpm_solver, kAnyLevel,
     Prediction::Epsilon},
    {"dpmpp2m_karras", "dpm++2m-karras", dpmpp2m_karras_schedule, make_epsilon_dpm_solver,
     kAnyLevel, Prediction::Epsilon},
    {"euler_sd", "euler", euler_sd_schedule, make_euler_sd, kAnyLevel, Prediction::Epsilon},
}};

std::string_view in_words(Prediction prediction) {
    return prediction == Prediction::Velocity ? "a velocity" : "the noise";
}

bool is_called(const Sampler& sampler, std::string_view name) {
    return !name.empty() && (name == sampler.name || name == sampler.user_name);
}

/// One user name may stand for a sampler of each kind.
const Sampler& find_sampler(std::string_view name, Prediction prediction) {
    const Sampler* of_another_kind = nullptr;
    for (const Sampler& sampler : kSamplers) {
        if (!is_called(sampler, name)) continue;
        if (sampler.prediction == prediction) return sampler;
        of_another_kind = &sampler;
    }
    const std::string hint =
        fmt::format("choose one of: {}", fmt::join(user_sampler_names(prediction), ", "));
    if (of_another_kind == nullptr)
        throw Error(ErrorKind::Usage, fmt::format("there is no sampler '{}'", name), hint);
    throw Error(ErrorKind::Usage,
                fmt::format("the sampler '{}' is for models that predict {}, and this one predicts "
                            "{}",
                            name, in_words(of_another_kind->prediction), in_words(prediction)),
                hint);
}

/// An extreme shift lets neighbouring levels fall together in float32; the solvers would divide by
/// 0.
void check_levels(const Schedule& schedule, const Sampler& sampler, int steps, double shift) {
    bool usable = schedule.sigmas.front() < sampler.highest_sigma_limit;
    for (std::size_t i = 0; i + 1 < schedule.sigmas.size(); ++i) {
        usable = usable && schedule.sigmas[i] > schedule.sigmas[i + 1];
    }
    if (!usable) {
        throw Error(ErrorKind::Usage,
                    fmt::format("{} steps of {} at shift {} have noise levels that fall together",
                                steps, sampler.name, shift),
                    "use fewer steps or a shift nearer to 1");
    }
}

/// The trained levels of noise are fixed in place and number.
void check_trained(const Sampler& sampler, int steps, double shift) {
    if (steps > kMostBetaSteps) {
        throw Error(ErrorKind::Usage, fmt::format("{} cannot take {} steps", sampler.name, steps),
                    fmt::format("ask for at most {}", kMostBetaSteps));
    }
    if (shift != 1.0) {
        throw Error(ErrorKind::Usage,
                    fmt::format("{} cannot shift its noise levels by {}", sampler.name, shift),
                    "leave the shift away, or give 1");
    }
}

}  // namespace

std::unique_ptr<Scheduler> make_scheduler(std::string_view name,
                                          int steps,
                                          double shift,
                                          Prediction prediction) {
    const Sampler& sampler = find_sampler(name, prediction);
    if (steps < 1) {
        throw Error(ErrorKind::Usage, fmt::format("a run of {} steps is not possible", steps),
                    "ask for at least 1 step");
    }
    if (!std::isfinite(shift) || shift <= 0.0) {
        throw Error(ErrorKind::Usage, fmt::format("the shift {} is not possible", shift),
                    "give a finite number above 0");
    }
    const bool is_shifted = prediction == Prediction::Velocity;
    if (!is_shifted) check_trained(sampler, steps, shift);
    Schedule schedule = sampler.schedule(steps, shift);
    if (is_shifted) check_levels(schedule, sampler, steps, shift);
    return sampler.make(std::move(schedule));
}

double dynamic_shift(std::int64_t tokens) {
    constexpr double kSlope = (1.15 - 0.5) / (4096 - 256);
    return std::exp(kSlope * static_cast<double>(tokens) + (0.5 - kSlope * 256));
}

std::vector<std::string> user_sampler_names(Prediction prediction) {
    std::vector<std::string> names;
    for (const Sampler& sampler : kSamplers) {
        if (sampler.prediction == prediction && !sampler.user_name.empty())
            names.emplace_back(sampler.user_name);
    }
    return names;
}

}  // namespace plumbline::schedulers
