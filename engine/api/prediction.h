// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace plumbline::api {

/// What a denoiser predicts of noisy latents; it decides which samplers can follow it.
enum class Prediction {
    Velocity,  // noise - clean, along the straight path of flow matching
    Epsilon,   // the noise itself
};

}  // namespace plumbline::api
