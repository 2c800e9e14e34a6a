// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

namespace plumbline::schedulers {

/// What a sampler walks along: a value for the model at each call, and one noise level more.
/// Levels are rounded to float32, because every reference keeps them so and steps by the rounded
/// ones.
struct Schedule {
    std::vector<double> timesteps;
    std::vector<double> sigmas;
};

}  // namespace plumbline::schedulers
