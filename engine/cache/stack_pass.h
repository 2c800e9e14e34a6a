// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/events.h"
#include "base/checkpoint.h"
#include "models/denoiser.h"

#include <ATen/core/Tensor.h>

#include <chrono>
#include <cstdint>

namespace plumbline::cache {

struct StepInfo {
    int step = 0, steps = 0;  // sampler step, 0-based
    int call = 0, calls = 0;  // model call of a branch; PLMS makes one more than it has steps
    double t = 0, sigma = 0, next_sigma = 0;
    bool guidance = true;       // both branches run at this step
    double guidance_scale = 1;  // and weigh so
    bool must_compute = false;  // the user asked for this step to be computed
    bool map_errors = false;    // and wants to see where its error sits
    at::Tensor latents{};       // [B, C, T, h, w] as the model is given them at this step
};

/// Telemetry that a policy may note; each is one field of api::PassRecord.
enum class Metric {
    ProbeError,
    ProbeChange,
    InputChange,
    AccumulatedError,
    AccumulatedAfter,
    Threshold,
    AlignmentWeight,
    AlignmentWeightRaw,
};

/// One forward of one guidance branch, and the only place where blocks run: it counts, times, asks
/// the checkpoint between blocks and writes the record, so that policies stay arithmetic.
class StackPass {
public:
    /// Everything is borrowed for the duration of the pass. input.at must be 0.
    StackPass(models::Denoiser& denoiser,
              models::BlockContext& context,
              models::Streams input,
              const StepInfo& step,
              api::Branch branch,
              const Checkpoint& checkpoint);

    [[nodiscard]] const StepInfo& step() const { return step_; }
    [[nodiscard]] api::Branch branch() const { return branch_; }
    [[nodiscard]] const models::StackShape& shape() const { return denoiser_.shape(); }
    /// Before block 0.
    [[nodiscard]] const models::Streams& input() const { return input_; }
    /// What all blocks share: the time embedding, the modulation, the grid of the tokens.
    [[nodiscard]] const models::BlockContext& context() const { return context_; }
    /// models::Denoiser::modulated_input of the input.
    [[nodiscard]] at::Tensor modulated_input() {
        return denoiser_.modulated_input(input_, context_);
    }

    /// Computes blocks [streams.at, end).
    [[nodiscard]] models::Streams run_to(models::Streams streams, int end);
    /// The caller supplies the values that block end-1 would have given; [streams.at, end) counts
    /// as reused.
    [[nodiscard]] models::Streams jump_to(models::Streams streams, int end);
    [[nodiscard]] models::Streams run_all() { return run_to(input_, shape().blocks); }
    /// From now on the parts of blocks go through this hook (borrowed for the pass; null: none).
    void hook_blocks(models::BlockHook* hook) { context_.hook = hook; }
    /// The self-attention of this block, which counts as run, was put there by a hook.
    void attention_reused(int block);
    /// Likewise an MLP, for this share of the block's tokens.
    void mlp_reused(int block, double token_share);
    /// What was put in place, for methods that know several ways.
    void note_reuse(api::Reuse reuse) { record_.reuse = reuse; }
    void note_token_share(double share) { record_.token_share = share; }
    /// Ends the time that counts as the probe; called by a policy after it has decided. What
    /// follows is stack_ms.
    void probe_done();
    void note(Metric metric, double value);
    /// Error of every token, [L] f32 on the CPU: folded back to the grid of the tokens. What comes
    /// after the grid is padding and left out.
    void note_token_errors(const at::Tensor& errors);

    /// What happened, decision letter included: all blocks without / with a probe (Computed /
    /// Resumed), probe blocks only (Skipped), anything between (Partial), also where attention was
    /// reused within blocks. head_ms is added by the caller.
    [[nodiscard]] api::PassRecord record() const;

private:
    void finish_part();

    models::Denoiser& denoiser_;
    models::BlockContext& context_;
    models::Streams input_;
    StepInfo step_;
    api::Branch branch_;
    const Checkpoint& checkpoint_;
    api::PassRecord record_;
    double spared_ = 0;  // cost of what hooks put in place within blocks
    bool part_was_reused_ = false;
    bool probed_ = false;                            // blocks ran before probe_done()
    int probe_blocks_ = 0;                           // and how many
    std::chrono::steady_clock::time_point started_;  // of the pass, or of its part after the probe
};

}  // namespace plumbline::cache
