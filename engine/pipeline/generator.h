// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/run_control.h"
#include "pipeline/run_plan.h"
#include "pipeline/run_report.h"

#include <functional>

namespace plumbline::pipeline {

using Publish = std::function<void(api::Body)>;

/// Conditioning of both branches, before the denoiser's own projection.
struct EncodedPrompts {
    at::Tensor cond, uncond;  // [1, l, text_dim] f32; uncond undefined without guidance
};

/// Runs a recipe to its end: prompt → embeddings → latents → frames → file. Throws Error; Cancelled
/// when stopped, after what is to be kept was written.
[[nodiscard]] api::FinishedEvent generate(const api::Recipe& recipe,
                                          api::RunControl& control,
                                          const Publish& publish);

/// Its parts, for bench.
[[nodiscard]] EncodedPrompts encode_prompts(const RunPlan& plan,
                                            const Checkpoint& checkpoint,
                                            std::vector<std::string>& warnings);
/// A text context alone, with the denoiser's own projection done. context: [1, l, text_dim].
[[nodiscard]] models::Conditioning prepare_context(models::Denoiser& denoiser,
                                                   const at::Tensor& context);
/// [1, 16, T, h, w] f32 from the recipe's seed, drawn on the CPU whatever the device.
[[nodiscard]] at::Tensor initial_noise(const RunPlan& plan);
/// f32 frames in [-1, 1] → 8-bit pictures, rounded to nearest.
[[nodiscard]] std::vector<api::Image> to_images(const at::Tensor& frames);

}  // namespace plumbline::pipeline
