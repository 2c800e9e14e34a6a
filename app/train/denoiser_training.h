// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "train/demo_model.h"
#include "train/parameters.h"

#include <cstdint>
#include <filesystem>

namespace plumbline::train {

struct DenoiserTraining {
    std::filesystem::path
        work;  // holds vae.safetensors (finished), spiece.model, checkpoints and log
    std::filesystem::path
        start;  // model folder whose weights are the first values; empty: random ones
    DemoSizes sizes;
    std::int64_t steps = 6000;
    int batch = 32;  // clips a step, over all workers
    int workers = 2;
    int size = 64, frames = 17;
    int pool = 2500;         // clips encoded before the first step
    int pool_limit = 16000;  // the pool grows to this while training goes on
    int grow = 2;            // clips added a step
    double learning_rate = 1.2e-3;
    double shift = 3.0;          // of the training noise levels, the sampler's own
    double drop_caption = 0.12;  // share of empty captions, for guidance
    double minutes = 0;
    std::uint64_t seed = 1;
};

/// Trains or resumes DiT and text encoder together on encoded clips: velocity = noise - clip, mean
/// squared error.
void train_denoiser(const DenoiserTraining& options);
/// Averaged weights of a training folder, canonical names.
struct TrainedWeights {
    tensor_io::WeightMap denoiser, text;
};
[[nodiscard]] TrainedWeights trained_weights(const DenoiserTraining& options);

}  // namespace plumbline::train
