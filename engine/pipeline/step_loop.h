// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/events.h"
#include "api/recipe.h"
#include "base/checkpoint.h"
#include "cache/policy.h"
#include "models/denoiser.h"
#include "schedulers/scheduler.h"

#include <ATen/core/Tensor.h>

#include <functional>
#include <string>
#include <vector>

namespace plumbline::pipeline {

/// One denoising run. Everything is borrowed.
struct LoopInput {
    models::Denoiser& denoiser;
    const models::Conditioning& cond;    // prepared
    const models::Conditioning* uncond;  // prepared; null: guidance off, one branch
    double guidance = 1.0;               // p = u + guidance · (c - u)
    schedulers::Scheduler& scheduler;
    cache::CachePolicy& policy;
    at::Tensor noise;  // [1, C, T, h, w] f32, variance 1; the scheduler scales it
};

/// What happens around the steps. Empty functions are skipped.
struct LoopHooks {
    Checkpoint checkpoint;
    /// Live changes that act from this step on; policy parameters in them are complete and
    /// validated.
    std::function<std::vector<api::Intervention>(int step)> take_interventions;
    std::function<void(const api::ParamsApplied&)> on_applied;
    /// Whether a step that begins hands out where its probe error sits.
    std::function<bool()> wants_error_map;
    std::function<void(const api::StepEvent&)> on_step;
    /// After each step, for previews: what the finished latents are expected to be by the
    /// prediction of the step.
    std::function<void(const api::StepEvent& event, const at::Tensor& expected)> on_expected;
    /// After each step: latents [1, C, T, h, w], of the step's own tensor (do not write into it).
    std::function<void(int step, const at::Tensor& latents)> on_latents;
};

/// Runs all steps and returns the final latents; throws Error{Failed} when they stop being finite.
/// The policy is begun before and ended after, also
/// on a throw; a Cancelled passes through, and `completed`, when given, then holds the latents of
/// the last whole step.
[[nodiscard]] at::Tensor run_steps(const LoopInput& input,
                                   const LoopHooks& hooks,
                                   at::Tensor* completed = nullptr);

}  // namespace plumbline::pipeline
