// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/step_loop.h"

#include "base/check.h"
#include "base/error.h"
#include "cache/guidance.h"
#include "cache/stack_pass.h"

#include <ATen/ATen.h>
#include <c10/core/GradMode.h>
#include <fmt/format.h>

#include <chrono>
#include <utility>

namespace plumbline::pipeline {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::int64_t kPixelsOfLatent = 64;  // 8 × 8 in every family

double ms_since(Clock::time_point start) {
    return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

/// Begins a policy and ends it on every way out, so that no state outlives a run.
class PolicyRun {
public:
    PolicyRun(cache::CachePolicy& policy, const cache::RunShape& shape) : policy_(policy) {
        policy_.begin(shape);
    }
    ~PolicyRun() { policy_.end(); }
    PolicyRun(const PolicyRun&) = delete;
    PolicyRun& operator=(const PolicyRun&) = delete;

private:
    cache::CachePolicy& policy_;
};

/// What live changes mean for the steps to come.
struct Forcing {
    bool this_step = false;  // computed whatever the error says
    bool always = false;
};

void apply_interventions(const LoopInput& input,
                         const LoopHooks& hooks,
                         int step,
                         Forcing& forcing) {
    forcing.this_step = false;
    if (!hooks.take_interventions) return;
    for (const api::Intervention& change : hooks.take_interventions(step)) {
        api::ParamsApplied applied{.step = step, .params = change.params, .intervention = "params"};
        switch (change.kind) {
            case api::Intervention::Kind::SetParams: input.policy.update(change.params); break;
            case api::Intervention::Kind::ComputeNext:
                forcing.this_step = true;
                applied.intervention = "compute_next";
                break;
            case api::Intervention::Kind::NeverSkip:
                forcing.always = true;
                applied.intervention = "never_skip";
                break;
        }
        if (hooks.on_applied) hooks.on_applied(applied);
    }
}

/// Nothing can come of such latents any more: better an error now than a black video later.
void check_finite(const at::Tensor& latents, int step) {
    if (at::isfinite(latents.sum()).item<bool>()) return;
    throw Error(ErrorKind::Failed,
                fmt::format("step {} gave latents that are no finite numbers", step + 1),
                "use --dtype f32 or a lower --guidance; if that does not help, the model's files "
                "may be damaged");
}

/// One model call of one branch: embed → blocks under the policy → head.
at::Tensor run_branch(const LoopInput& input,
                      const LoopHooks& hooks,
                      const cache::StepInfo& info,
                      api::Branch branch,
                      const at::Tensor& latents,
                      std::vector<api::PassRecord>& records) {
    const models::Conditioning& conditioning =
        branch == api::Branch::Cond ? input.cond : *input.uncond;
    models::BlockContext context;
    hooks.checkpoint();
    models::Streams embedded = input.denoiser.embed(latents, info.t, conditioning, context);
    cache::StackPass pass(input.denoiser, context, std::move(embedded), info, branch,
                          hooks.checkpoint);
    const models::Streams out = input.policy.forward(pass);
    PLUMBLINE_CHECK(out.at == input.denoiser.shape().blocks, "the policy stopped at block {}",
                    out.at);
    const Clock::time_point head_start = Clock::now();
    at::Tensor prediction = input.denoiser.head(out, context);
    api::PassRecord record = pass.record();
    record.head_ms = ms_since(head_start);
    record.cache_bytes = input.policy.bytes();
    records.push_back(record);
    return prediction;
}

}  // namespace

at::Tensor run_steps(const LoopInput& input, const LoopHooks& hooks, at::Tensor* completed) {
    const c10::NoGradGuard no_grad;
    const bool guided = input.uncond != nullptr;
    const std::vector<double>& timesteps = input.scheduler.timesteps();
    const std::vector<double>& sigmas = input.scheduler.sigmas();
    const int steps = static_cast<int>(timesteps.size());
    const PolicyRun policy_run(
        input.policy, {.stack = input.denoiser.shape(),
                       .steps = steps,
                       .guidance = guided,
                       .from_image = input.cond.latents.defined(),
                       .pixels = input.noise.size(3) * input.noise.size(4) * kPixelsOfLatent});
    at::Tensor latents = input.noise * input.scheduler.noise_scale();
    Forcing forcing;
    for (int step = 0; step < steps; ++step) {
        hooks.checkpoint();
        apply_interventions(input, hooks, step, forcing);
        const Clock::time_point start = Clock::now();
        const auto index = static_cast<std::size_t>(step);
        const at::Tensor shown = input.scheduler.model_input(step, latents);
        const cache::StepInfo info{.step = step,
                                   .steps = steps,
                                   .call = step,
                                   .calls = steps,
                                   .t = timesteps[index],
                                   .sigma = sigmas[index],
                                   .next_sigma = sigmas[index + 1],
                                   .guidance = guided,
                                   .guidance_scale = input.guidance,
                                   .must_compute = forcing.this_step || forcing.always,
                                   .map_errors = hooks.wants_error_map && hooks.wants_error_map(),
                                   .latents = shown};
        api::StepEvent event{.step = step, .steps = steps, .t = info.t, .sigma = info.sigma};
        const auto run = [&](api::Branch branch) {
            return run_branch(input, hooks, info, branch, shown, event.passes);
        };
        const at::Tensor prediction = cache::prediction_of(
            input.policy, info, input.denoiser.shape().blocks, run, event.passes);
        const at::Tensor before = latents;
        latents = input.scheduler.step(step, latents, prediction);
        check_finite(latents, step);
        if (completed != nullptr) *completed = latents;
        event.ms = ms_since(start);
        event.cache_bytes = input.policy.bytes();
        if (hooks.on_step) hooks.on_step(event);
        if (hooks.on_expected)
            hooks.on_expected(event, input.scheduler.expected_clean(step, before, prediction));
        if (hooks.on_latents) hooks.on_latents(step, latents);
    }
    return latents;
}

}  // namespace plumbline::pipeline
