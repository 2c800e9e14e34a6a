// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "train/autoencoder_kind.h"
#include "train/parameters.h"

#include <cstdint>
#include <filesystem>
#include <string>

namespace plumbline::train {

/// Zeros stand for what is usual for the family (AutoencoderKind).
struct VaeTraining {
    std::string family = "wan";
    std::filesystem::path work;  // checkpoints and log
    std::filesystem::path
        start;               // model folder whose weights are the first values; empty: random ones
    std::int64_t base = 16;  // width of the first level
    std::int64_t steps = 4000;
    int batch = 0;  // crops a step, over all workers
    int workers = 2;
    int crop = 0, crop_frames = 0;
    double learning_rate = 2e-3;
    double kl_weight = 2e-4;  // on the mean over latent elements
    double minutes = 0;       // ends after this many; 0: no limit
    std::uint64_t seed = 1;
};

/// Random start: normal convolutions with the gain of SiLU, quiet residual branches.
void initialise_vae(Parameters& parameters, const AutoencoderKind& kind, std::uint64_t seed);
/// Trains or resumes; saves a checkpoint every minute and at the end.
void train_vae(const VaeTraining& options);
/// The autoencoder of a training folder with its latents brought to the published statistics: per
/// channel (mean - m) / s of the training clips is written into the convolutions of one position on
/// both sides, so that the usual constants normalise to mean 0 and deviation 1. Averaged weights,
/// f32.
[[nodiscard]] tensor_io::WeightMap finished_vae(const VaeTraining& options,
                                                int statistics_clips = 200);
/// Writes pictures (PPM) of held-out clips above their reconstructions by the averaged weights:
/// five frames each.
void write_reconstructions(const VaeTraining& options,
                           const std::filesystem::path& picture,
                           int clips);

}  // namespace plumbline::train
