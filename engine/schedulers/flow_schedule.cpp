// SPDX-License-Identifier: GPL-3.0-or-later
#include "schedulers/flow_schedule.h"

#include <cmath>
#include <cstddef>

namespace plumbline::schedulers {
namespace {

constexpr double kTrainTimesteps = 1000.0;
/// The end of the training levels, as the references hold it (float32).
constexpr double kLowestSigma = 0.001F;
constexpr double kHighestWanSigma = 0.999F;

/// The first `count` of points evenly spaced from first to last in `intervals` intervals.
/// Summed in the order of numpy.linspace, so that truncated timesteps come out equal.
std::vector<double> evenly_spaced(double first, double last, int intervals, int count) {
    const double width = intervals > 0 ? (last - first) / intervals : 0.0;
    std::vector<double> points;
    for (int i = 0; i < count; ++i) points.push_back(i * width + first);
    // The last point is the given one, not a sum with its rounding.
    if (count == intervals + 1 && intervals > 0) points.back() = last;
    return points;
}

double rounded(double value) {
    return static_cast<float>(value);
}

/// Truncates 1000 sigma for the model, then rounds sigma. sigmas: N levels without the final 0.
FlowSchedule truncating_schedule(const std::vector<double>& sigmas) {
    FlowSchedule schedule;
    for (const double sigma : sigmas) {
        schedule.timesteps.push_back(std::trunc(sigma * kTrainTimesteps));
        schedule.sigmas.push_back(rounded(sigma));
    }
    schedule.sigmas.push_back(0.0);
    return schedule;
}

std::vector<double> shifted_levels(double first, double last, int steps, double shift) {
    std::vector<double> sigmas = evenly_spaced(first, last, steps, steps);
    for (double& sigma : sigmas) sigma = shifted(sigma, shift);
    return sigmas;
}

/// The flow Euler references shift in float32 when their levels are float32.
float shifted_single(float sigma, float shift) {
    return shift * sigma / (1.0F + (shift - 1.0F) * sigma);
}

/// Euler's timesteps are the float32 product, not truncated. sigmas: N float32 levels without the
/// final 0.
FlowSchedule exact_schedule(const std::vector<float>& sigmas) {
    FlowSchedule schedule;
    for (const float sigma : sigmas) {
        schedule.timesteps.push_back(sigma * static_cast<float>(kTrainTimesteps));
        schedule.sigmas.push_back(sigma);
    }
    schedule.sigmas.push_back(0.0);
    return schedule;
}

/// N levels from 1 towards 0 as torch.linspace makes them: float32, from the nearer end, each
/// rounded once.
std::vector<float> even_levels(int steps) {
    const double width = static_cast<float>(-1.0 / steps);
    std::vector<float> levels;
    for (int i = 0; i < steps; ++i) {
        const bool from_first = i < (steps + 1) / 2;
        levels.push_back(static_cast<float>(from_first ? 1.0 + width * i : -width * (steps - i)));
    }
    return levels;
}

/// The shifted level is shift / this: the form in which Flux.1's references write the same shift.
float shifted_denominator(float sigma, float shift) {
    return shift + (1.0F / sigma - 1.0F);
}

}  // namespace

double shifted(double sigma, double shift) {
    return shift * sigma / (1.0 + (shift - 1.0) * sigma);
}

FlowSchedule unipc_wan_schedule(int steps, double shift) {
    return truncating_schedule(shifted_levels(kHighestWanSigma, 0.0, steps, shift));
}

FlowSchedule unipc_flow_schedule(int steps, double shift) {
    std::vector<double> sigmas = shifted_levels(1.0, 0.001, steps, shift);
    // Level 1 has an infinite log ratio; the reference steps just below it.
    sigmas.front() -= 1e-6;
    return truncating_schedule(sigmas);
}

FlowSchedule dpm_wan_schedule(int steps, double shift) {
    return truncating_schedule(shifted_levels(1.0, 0.0, steps, shift));
}

FlowSchedule dpm_flow_schedule(int steps, double shift) {
    // The reference builds 1 - sigma upwards and turns it round, which decides the last bits.
    const std::vector<double> alphas = evenly_spaced(1.0, 0.001, steps, steps + 1);
    std::vector<double> sigmas;
    for (int i = steps; i > 0; --i) {
        sigmas.push_back(shifted(1.0 - alphas[static_cast<std::size_t>(i)], shift));
    }
    return truncating_schedule(sigmas);
}

FlowSchedule flow_euler_schedule(int steps, double shift) {
    const auto shift_single = static_cast<float>(shift);
    const double first = shifted_single(1.0F, shift_single);
    const double last = shifted_single(static_cast<float>(kLowestSigma), shift_single);
    std::vector<float> sigmas;
    for (const double timestep :
         evenly_spaced(first * kTrainTimesteps, last * kTrainTimesteps, steps - 1, steps)) {
        sigmas.push_back(static_cast<float>(shifted(timestep / kTrainTimesteps, shift)));
    }
    return exact_schedule(sigmas);
}

FlowSchedule flow_euler_sigmas_schedule(int steps, double shift) {
    std::vector<float> sigmas;
    for (const double sigma : evenly_spaced(1.0, 0.0, steps, steps)) {
        sigmas.push_back(shifted_single(static_cast<float>(sigma), static_cast<float>(shift)));
    }
    return exact_schedule(sigmas);
}

FlowSchedule hunyuan_official_schedule(int steps, double shift) {
    std::vector<float> sigmas = even_levels(steps);
    for (float& sigma : sigmas) sigma = shifted_single(sigma, static_cast<float>(shift));
    return exact_schedule(sigmas);
}

FlowSchedule flux_dynamic_schedule(int steps, double shift) {
    const auto single = static_cast<float>(shift);
    std::vector<float> sigmas;
    for (const double sigma : evenly_spaced(1.0, 1.0 / steps, steps - 1, steps)) {
        sigmas.push_back(single / shifted_denominator(static_cast<float>(sigma), single));
    }
    return exact_schedule(sigmas);
}

FlowSchedule flux_bfl_schedule(int steps, double shift) {
    const auto single = static_cast<float>(shift);
    FlowSchedule schedule;
    for (const float level : even_levels(steps)) {
        // The reference divides by taking the reciprocal first.
        const float sigma = 1.0F / shifted_denominator(level, single) * single;
        schedule.timesteps.push_back(static_cast<double>(sigma) * kTrainTimesteps);
        schedule.sigmas.push_back(sigma);
    }
    schedule.sigmas.push_back(0.0);
    return schedule;
}

}  // namespace plumbline::schedulers
