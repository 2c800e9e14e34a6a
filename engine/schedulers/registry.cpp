// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/error.h"
#include "schedulers/flow_sampler.h"
#include "schedulers/scheduler.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>
#include <cmath>
#include <functional>

namespace plumbline::schedulers {
namespace {

struct Sampler {
    std::string_view name;
    std::string_view user_name;  // empty: reachable by its exact name only
    FlowSchedule (*schedule)(int steps, double shift);
    std::unique_ptr<Scheduler> (*make)(FlowSchedule schedule);
    double highest_sigma_limit;  // sigma_0 stays below this
};

constexpr double kBelowOne = 1.0;
constexpr double kUpToOne = 1.0 + 1e-9;

constexpr std::array<Sampler, 9> kSamplers{{
    {"unipc_wan", "unipc", unipc_wan_schedule, make_unipc, kBelowOne},
    {"flow_euler_sigmas", "euler", flow_euler_sigmas_schedule, make_flow_euler, kUpToOne},
    {"dpm_wan", "dpm++", dpm_wan_schedule, make_dpm_solver, kUpToOne},
    {"unipc_flow", "", unipc_flow_schedule, make_unipc, kBelowOne},
    {"dpm_flow", "", dpm_flow_schedule, make_dpm_solver, kUpToOne},
    {"flow_euler", "", flow_euler_schedule, make_flow_euler, kUpToOne},
    {"hunyuan_official", "", hunyuan_official_schedule, make_flow_euler, kUpToOne},
    {"flux_dynamic", "", flux_dynamic_schedule, make_flow_euler, kUpToOne},
    {"flux_bfl", "", flux_bfl_schedule, make_flow_euler, kUpToOne},
}};

const Sampler& find_sampler(std::string_view name) {
    for (const Sampler& sampler : kSamplers) {
        if (name == sampler.name || (!name.empty() && name == sampler.user_name)) return sampler;
    }
    throw Error(ErrorKind::Usage, fmt::format("there is no sampler '{}'", name),
                fmt::format("choose one of: {}", fmt::join(user_sampler_names(), ", ")));
}

/// An extreme shift lets neighbouring levels fall together in float32; the solvers would divide by
/// 0.
void check_levels(const FlowSchedule& schedule, const Sampler& sampler, int steps, double shift) {
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

}  // namespace

std::unique_ptr<Scheduler> make_scheduler(std::string_view name, int steps, double shift) {
    const Sampler& sampler = find_sampler(name);
    if (steps < 1) {
        throw Error(ErrorKind::Usage, fmt::format("a run of {} steps is not possible", steps),
                    "ask for at least 1 step");
    }
    if (!std::isfinite(shift) || shift <= 0.0) {
        throw Error(ErrorKind::Usage, fmt::format("the shift {} is not possible", shift),
                    "give a finite number above 0");
    }
    FlowSchedule schedule = sampler.schedule(steps, shift);
    check_levels(schedule, sampler, steps, shift);
    return sampler.make(std::move(schedule));
}

double dynamic_shift(std::int64_t tokens) {
    constexpr double kSlope = (1.15 - 0.5) / (4096 - 256);
    return std::exp(kSlope * static_cast<double>(tokens) + (0.5 - kSlope * 256));
}

std::vector<std::string> user_sampler_names() {
    std::vector<std::string> names;
    for (const Sampler& sampler : kSamplers) {
        if (!sampler.user_name.empty()) names.emplace_back(sampler.user_name);
    }
    return names;
}

}  // namespace plumbline::schedulers
