// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/prediction.h"
#include "api/recipe.h"
#include "cache/registry.h"
#include "pipeline/device.h"
#include "pipeline/family_ways.h"
#include "pipeline/first_frame.h"
#include "pipeline/model_set.h"
#include "pipeline/residency.h"
#include "schedulers/scheduler.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace plumbline::pipeline {

/// A recipe with every choice made: what runs, exactly.
struct RunPlan {
    api::Recipe recipe;  // every optional filled in
    ModelFiles model;
    const FamilyWays* ways = nullptr;  // of the model's family
    models::DenoiserSizes sizes;
    Target target;
    const cache::PolicyEntry* method = nullptr;
    std::vector<api::ParamSpec> schema;       // of the method, with this model's defaults
    api::Params cache_params;                 // complete
    bool guided = true;                       // two branches
    std::int64_t text_bytes = 0;              // of the text encoders' tensors, as stored
    std::optional<FirstFrame> first_frame{};  // of models that turn an image into video
    std::int64_t image_bytes = 0;             // of the image encoder's file
    WeightBytes weights;                      // of the denoiser
    Residency residency = Residency::Swap;

    [[nodiscard]] api::Prediction prediction() const;
    [[nodiscard]] std::int64_t latent_frames() const { return (*recipe.frames - 1) / 4 + 1; }
    [[nodiscard]] std::int64_t latent_height() const { return *recipe.height / 8; }
    [[nodiscard]] std::int64_t latent_width() const { return *recipe.width / 8; }
    /// Of the image, as the blocks see it; of a U-Net at its highest resolution.
    [[nodiscard]] std::int64_t tokens() const {
        return latent_frames() * (latent_height() / ways->token_side) *
               (latent_width() / ways->token_side);
    }
    /// Of the recipe's sampler, by its exact name.
    [[nodiscard]] std::unique_ptr<schedulers::Scheduler> make_scheduler() const;
};

/// CPU threads for the steps: one where the model's matrix products are so small that a second
/// thread costs more than it brings and nobody asked for more, else 0 for those that there are.
[[nodiscard]] int denoising_threads(const RunPlan& plan);

/// Fills in the model's defaults and checks everything that can be checked before work begins.
/// Throws Error{Usage}, Error{Input}, Error{Device}; Error{OutOfMemory} when the estimate is beyond
/// what is free.
[[nodiscard]] RunPlan make_plan(const api::Recipe& recipe);
/// The same, whatever memory there is.
[[nodiscard]] RunPlan make_unchecked_plan(const api::Recipe& recipe);
[[nodiscard]] MemoryEstimate estimate_memory(const RunPlan& plan);

}  // namespace plumbline::pipeline
