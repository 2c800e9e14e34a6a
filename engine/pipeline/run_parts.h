// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "media/deep_image.h"
#include "pipeline/image_condition.h"
#include "pipeline/run_plan.h"
#include "pipeline/step_loop.h"
#include "text/prompt_conditioner.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace plumbline::pipeline {

/// What both branches read, before the denoiser's own projection.
struct EncodedPrompts {
    text::PromptConditioning cond;
    std::optional<text::PromptConditioning> uncond;  // with two branches
    std::optional<ImageCondition> image;             // of both
};

/// The plan's denoiser, its blocks where the plan's residency has them.
[[nodiscard]] std::unique_ptr<models::Denoiser> open_denoiser(const RunPlan& plan,
                                                              const Checkpoint& checkpoint);
/// One latent at a time; in the autoencoder's own tiles, or where the recipe asks for tiles.
[[nodiscard]] vae::DecodeOptions decode_options(const RunPlan& plan,
                                                const vae::Vae& vae,
                                                const Checkpoint& checkpoint);
/// Throws Error{Input} when a text encoder does not belong to the denoiser.
[[nodiscard]] std::unique_ptr<text::PromptConditioner> open_conditioner(
    const RunPlan& plan,
    const Checkpoint& checkpoint);
/// The prompts alone. One that is too long adds a warning.
[[nodiscard]] EncodedPrompts encode_prompts(const RunPlan& plan,
                                            const text::PromptConditioner& conditioner,
                                            const Checkpoint& checkpoint,
                                            std::vector<std::string>& warnings);
/// Prompts and first frame, with encoders that are gone afterwards.
[[nodiscard]] EncodedPrompts encode_prompts(const RunPlan& plan,
                                            const Checkpoint& checkpoint,
                                            std::vector<std::string>& warnings);
/// f32 frames in [-1, 1] → 8-bit pictures, rounded to nearest.
[[nodiscard]] std::vector<api::Image> to_images(const at::Tensor& frames);
/// The same in 16 bits a channel.
[[nodiscard]] std::vector<media::DeepImage> to_deep_images(const at::Tensor& frames);

/// What the step loop borrows, made from a plan: conditioning, scheduler, policy, first latents.
class LoopParts {
public:
    /// method and its complete params: the plan's own, or another to compare with.
    LoopParts(const RunPlan& plan,
              models::Denoiser& denoiser,
              const EncodedPrompts& prompts,
              const cache::PolicyEntry& method,
              const api::Params& params);

    /// Borrows all of this object.
    [[nodiscard]] LoopInput input() const;
    [[nodiscard]] const schedulers::Scheduler& scheduler() const { return *scheduler_; }
    /// [1, C, T, h, w] f32 from the recipe's seed, drawn on the CPU whatever the device.
    [[nodiscard]] const at::Tensor& noise() const { return noise_; }

private:
    models::Denoiser& denoiser_;
    models::Conditioning cond_;
    std::optional<models::Conditioning> uncond_;  // with two branches
    double guidance_;
    at::Device device_;
    std::unique_ptr<schedulers::Scheduler> scheduler_;
    std::unique_ptr<cache::CachePolicy> policy_;
    at::Tensor noise_;
};

}  // namespace plumbline::pipeline
