// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/image.h"
#include "base/checkpoint.h"
#include "pipeline/run_plan.h"

#include <ATen/core/Tensor.h>

#include <cstdint>

namespace plumbline::pipeline {

/// Channels of the mask that says which frames are given: one a frame of a latent frame.
inline constexpr std::int64_t kMaskChannels = 4;

/// What an image-to-video denoiser reads beside the prompt.
struct ImageCondition {
    at::Tensor clip_features;  // [1, 257, D] f32
    at::Tensor latents;        // [1, 4 + C, T, h, w] f32: the mask, 1 where a frame is given, and
                               // the latents of a clip that holds the image and grey after it
};

/// image → [1, 3, height, width] f32 in -1 … 1: the largest part of its middle that has the shape
/// asked for, bicubic with antialiasing.
[[nodiscard]] at::Tensor fitted(const api::Image& image, std::int64_t height, std::int64_t width);

/// Opens image encoder and autoencoder one after the other; neither stays. Throws Error{Input} when
/// the image encoder does not belong to the denoiser.
[[nodiscard]] ImageCondition encode_first_frame(const RunPlan& plan, const Checkpoint& checkpoint);

}  // namespace plumbline::pipeline
