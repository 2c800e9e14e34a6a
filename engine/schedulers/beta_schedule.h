// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "schedulers/schedule.h"

#include <vector>

namespace plumbline::schedulers {

// Schedules over the noise that Stable Diffusion was trained with: 1000 levels whose step variances
// beta grow from 0.00085 to 0.012, evenly in their square roots. A level sigma is the noise in
// units of the signal, sqrt((1 - a) / a), where a is the product of 1 - beta up to there.
// Source: specification 6.5. steps: 1 to kMostBetaSteps.

inline constexpr int kMostBetaSteps = 999;

/// The 1000 trained levels, lowest first, as the references compute them in float32.
[[nodiscard]] std::vector<double> trained_sigmas();

/// Timesteps i · floor(1000 / steps) + 1, downwards; ends at the lowest trained level.
[[nodiscard]] Schedule ddim_schedule(int steps, double shift);
/// The same with the second timestep twice: steps + 1 model calls from 2 steps on.
[[nodiscard]] Schedule plms_schedule(int steps, double shift);
/// The timesteps of DDIM; ends at 0.
[[nodiscard]] Schedule euler_sd_schedule(int steps, double shift);
/// Timesteps evenly from 999 downwards, rounded; ends at 0.
[[nodiscard]] Schedule dpmpp2m_schedule(int steps, double shift);
/// Levels evenly in their seventh root from the highest to the lowest trained one, then 0; each
/// timestep is the trained one nearest to its level on the scale of logarithms.
[[nodiscard]] Schedule dpmpp2m_karras_schedule(int steps, double shift);

}  // namespace plumbline::schedulers
