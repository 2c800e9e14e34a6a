// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/params.h"
#include "cache/stack_pass.h"
#include "models/denoiser.h"

#include <cstdint>

namespace plumbline::cache {

/// What a policy is told before a run.
struct RunShape {
    models::StackShape stack;
    int steps = 0;
    bool guidance = true;     // two branches (classifier-free guidance) or one
    bool from_image = false;  // image-to-video
    std::int64_t pixels = 0;  // of a frame; 0: not known
};

/// Stands in for the unconditional branch at some steps, for methods that reuse how the branches
/// differ. Predictions are the model's raw output, [B, C, T, h, w] f32.
class GuidanceHook {
public:
    virtual ~GuidanceHook() = default;
    /// Asked once a guided step, after its conditional branch ran.
    [[nodiscard]] virtual bool estimates_uncond(const StepInfo& step) = 0;
    [[nodiscard]] virtual at::Tensor estimated_uncond(const StepInfo& step,
                                                      const at::Tensor& cond) = 0;
    /// Both branches ran.
    virtual void saw_both(const StepInfo& step,
                          const at::Tensor& cond,
                          const at::Tensor& uncond) = 0;
};

/// A cache method: a small program over the stack. State is kept per branch and never survives
/// begin() or end().
class CachePolicy {
public:
    virtual ~CachePolicy() = default;
    /// New run: forget everything. Throws Error{Usage} when the parameters do not fit (probe deeper
    /// than the stack).
    virtual void begin(const RunShape& shape) = 0;
    /// The run ended, was cancelled or failed: drop every tensor.
    virtual void end() {}
    /// Live parameters, complete and validated; called between steps only.
    virtual void update(const api::Params& params) = 0;
    /// One forward of one branch. Must return with streams.at == pass.shape().blocks.
    [[nodiscard]] virtual models::Streams forward(StackPass& pass) { return pass.run_all(); }
    /// What came of the conditional branch, [B, C, T, h, w] f32; after its forward at every step.
    virtual void saw_prediction(const StepInfo& step, const at::Tensor& prediction) {
        static_cast<void>(step);
        static_cast<void>(prediction);
    }
    /// Null for methods that let both branches of guidance run; owned by the policy.
    [[nodiscard]] virtual GuidanceHook* guidance_hook() { return nullptr; }
    /// Bytes of tensors it holds now.
    [[nodiscard]] virtual std::int64_t bytes() const { return 0; }
};

}  // namespace plumbline::cache
