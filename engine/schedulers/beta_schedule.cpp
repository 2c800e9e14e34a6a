// SPDX-License-Identifier: GPL-3.0-or-later
#include "schedulers/beta_schedule.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace plumbline::schedulers {
namespace {

constexpr int kTrained = 1000;
constexpr double kFirstBeta = 0.00085;
constexpr double kLastBeta = 0.012;
constexpr double kKarrasExponent = 7.0;

/// The levels of these timesteps and the last one.
std::vector<double> levels_at(const std::vector<double>& timesteps, double last) {
    const std::vector<double> trained = trained_sigmas();
    std::vector<double> sigmas;
    for (const double t : timesteps) sigmas.push_back(trained[static_cast<std::size_t>(t)]);
    sigmas.push_back(last);
    return sigmas;
}

std::vector<double> leading_timesteps(int steps) {
    std::vector<double> timesteps;
    const int stride = kTrained / steps;
    for (int i = steps - 1; i >= 0; --i) timesteps.push_back(i * stride + 1);
    return timesteps;
}

/// Where a level lies among the trained ones, between neighbours by its logarithm.
double timestep_of(double sigma, const std::vector<double>& trained) {
    const auto above = std::ranges::upper_bound(trained, sigma);
    const auto high = std::clamp<std::ptrdiff_t>(above - trained.begin(), 1, kTrained - 1);
    const double upper = std::log(trained[static_cast<std::size_t>(high)]);
    const double lower = std::log(trained[static_cast<std::size_t>(high - 1)]);
    const double weight = std::clamp((std::log(sigma) - lower) / (upper - lower), 0.0, 1.0);
    return static_cast<double>(high - 1) + weight;
}

}  // namespace

std::vector<double> trained_sigmas() {
    const at::Tensor beta =
        at::linspace(std::sqrt(kFirstBeta), std::sqrt(kLastBeta), kTrained, at::kFloat).square();
    const at::Tensor product = at::cumprod(1.0 - beta, 0);
    const at::Tensor sigma = ((1.0 - product) / product).sqrt().contiguous();
    const auto* first = sigma.const_data_ptr<float>();
    return {first, first + kTrained};
}

Schedule ddim_schedule(int steps, double /*shift*/) {
    const std::vector<double> timesteps = leading_timesteps(steps);
    return {.timesteps = timesteps, .sigmas = levels_at(timesteps, trained_sigmas().front())};
}

Schedule plms_schedule(int steps, double shift) {
    Schedule schedule = ddim_schedule(steps, shift);
    if (steps > 1) {
        schedule.timesteps.insert(schedule.timesteps.begin() + 1, schedule.timesteps[1]);
        schedule.sigmas.insert(schedule.sigmas.begin() + 1, schedule.sigmas[1]);
    }
    return schedule;
}

Schedule euler_sd_schedule(int steps, double /*shift*/) {
    const std::vector<double> timesteps = leading_timesteps(steps);
    return {.timesteps = timesteps, .sigmas = levels_at(timesteps, 0.0)};
}

Schedule dpmpp2m_schedule(int steps, double /*shift*/) {
    std::vector<double> timesteps;
    for (int i = steps; i > 0; --i) {
        // Halves go to the even neighbour, as the reference rounds.
        timesteps.push_back(std::nearbyint(i * ((kTrained - 1.0) / steps)));
    }
    return {.timesteps = timesteps, .sigmas = levels_at(timesteps, 0.0)};
}

Schedule dpmpp2m_karras_schedule(int steps, double /*shift*/) {
    const std::vector<double> trained = trained_sigmas();
    const double highest = std::pow(trained.back(), 1.0 / kKarrasExponent);
    const double lowest = std::pow(trained.front(), 1.0 / kKarrasExponent);
    Schedule schedule;
    for (int i = 0; i < steps; ++i) {
        const double along = steps > 1 ? i * (1.0 / (steps - 1)) : 0.0;
        const double sigma = std::pow(highest + along * (lowest - highest), kKarrasExponent);
        schedule.timesteps.push_back(std::nearbyint(timestep_of(sigma, trained)));
        schedule.sigmas.push_back(static_cast<float>(sigma));
    }
    schedule.sigmas.push_back(0.0);
    return schedule;
}

}  // namespace plumbline::schedulers
