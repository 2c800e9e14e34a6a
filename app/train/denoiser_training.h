// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tensor_io/weight_map.h"
#include "train/model_kind.h"
#include "train/parameters.h"

#include <cstdint>
#include <filesystem>
#include <string>

namespace plumbline::train {

struct DenoiserTraining {
    std::string kind = "wan";
    std::filesystem::path
        work;  // holds vae.safetensors (finished); tokenizers, checkpoints and log come there
    std::filesystem::path
        start;  // model folder whose weights are the first values; empty: random ones
    std::int64_t steps = 6000;
    int batch = 32;  // clips a step, over all workers
    int workers = 2;
    int pool = 2500;         // clips encoded before the first step
    int pool_limit = 16000;  // the pool grows to this while training goes on
    int grow = 2;            // clips added a step
    double learning_rate = 1.2e-3;
    double drop_caption = 0.12;  // share of empty captions, for guidance
    /// Models whose guidance is an input: learns what the model of `start` makes with guidance by
    /// two branches, at scales from 1 to `largest_guidance`.
    bool distil = false;
    double largest_guidance = 6.0;
    double minutes = 0;
    std::uint64_t seed = 1;
};

/// Trains or resumes a denoiser and its encoders together on encoded clips: velocity (noise -
/// clip) or noise, mean squared error; or, distilling, what a teacher guides to. Throws
/// Error{Usage} when the kind takes no guidance or has no teacher to distil from.
void train_denoiser(const DenoiserTraining& options);
/// Averaged weights of a training folder, canonical names.
[[nodiscard]] PartWeights trained_weights(const DenoiserTraining& options);

}  // namespace plumbline::train
