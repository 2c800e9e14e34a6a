// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/case_form.h"

#include "base/check.h"
#include "models/ops.h"
#include "pipeline/case_format.h"
#include "tools/case_beta.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace plumbline::tools {
namespace {

using schedulers::Scheduler;

constexpr std::string_view kSkipUpTo = "accumulated <= threshold skips";
/// A recorded mu is rounded to some digits.
constexpr double kShiftTolerance = 1e-6;

at::Tensor as_they_are(const at::Tensor& latents) {
    return latents;
}

/// A picture has no time axis in the fixtures, and its patches are joined after the first step.
at::Tensor with_time(const at::Tensor& recorded) {
    return recorded.unsqueeze(2);
}

at::Tensor without_time(const at::Tensor& latents) {
    return latents.squeeze(2);
}

models::Conditioning wan_conditioning(const CaseRun& run, const std::string& context) {
    models::Conditioning conditioning;
    conditioning.context = run.input(context).unsqueeze(0);
    conditioning.clip_features = run.optional_input("clip_features");
    conditioning.latents = run.optional_input("condition");
    return conditioning;
}

models::Conditioning dual_stream_conditioning(const CaseRun& run, const std::string& context) {
    models::Conditioning conditioning;
    conditioning.context = run.input(context);
    conditioning.mask = run.optional_input("text_mask");
    conditioning.pooled = run.input("pooled");
    conditioning.guidance = run.params().number("guidance");
    return conditioning;
}

models::Conditioning text_conditioning(const CaseRun& run, const std::string& context) {
    models::Conditioning conditioning;
    conditioning.context = run.input(context);
    return conditioning;
}

int steps_of(const CaseParams& params) {
    return static_cast<int>(params.integer("steps"));
}

std::unique_ptr<Scheduler> wan_sampler(const CaseParams& params, const at::Tensor&) {
    const auto sampler = pipeline::sampler_of_recorded(params.text("sampler"));
    if (!sampler) params.refuse("sampler", "there is no such sampler for Wan");
    return schedulers::make_scheduler(*sampler, steps_of(params), params.number("shift"));
}

std::unique_ptr<Scheduler> hunyuan_sampler(const CaseParams& params, const at::Tensor&) {
    const std::string name = params.text("sampler");
    if (name != "FlowMatchDiscrete euler" && name != "FlowMatchDiscrete euler (authors')")
        params.refuse("sampler", "there is no such sampler for HunyuanVideo");
    return schedulers::make_scheduler("hunyuan_official", steps_of(params), params.number("shift"));
}

std::unique_ptr<Scheduler> flux_sampler(const CaseParams& params, const at::Tensor& noise) {
    if (params.text("sampler") != "FlowMatchEuler, dynamic shift")
        params.refuse("sampler", "there is no such sampler for Flux.1");
    const double shift = schedulers::dynamic_shift(noise.size(3) / 2 * (noise.size(4) / 2));
    if (std::abs(params.number("mu", std::log(shift)) - std::log(shift)) > kShiftTolerance)
        params.refuse("mu", "the size of the picture gives another");
    return schedulers::make_scheduler("flux_dynamic", steps_of(params), shift);
}

std::unique_ptr<Scheduler> noise_sampler(const CaseParams& params, const at::Tensor&) {
    return make_beta_sampler(params);
}

std::vector<std::string_view> noise_run_parameters() {
    std::vector<std::string_view> parameters{"sampler", "steps", "guide", "seed", "vae", "dtype"};
    parameters.insert(parameters.end(), beta_parameters().begin(), beta_parameters().end());
    return parameters;
}

const std::array<CaseForm, 4>& forms() {
    // "seed" only says how the noise was drawn.
    static const std::array<CaseForm, 4> all{{
        {.family = "wan",
         .forward_parameters = {"frames", "height", "width", "text_tokens", "text_len", "seed",
                                "dtype"},
         .run_parameters = {"sampler", "steps", "shift", "guide", "seed", "vae", "text_len",
                            "dtype"},
         .latents = "latents",
         .context = "context",
         .run_context = "context_cond",
         .time_scale = 1.0,
         .latents_in = as_they_are,
         .latents_out = as_they_are,
         .conditioning = wan_conditioning,
         .sampler = wan_sampler,
         .skip_rule = pipeline::kWanSkipRule,
         .last_step_full = false,
         .calls_before_probe = 0},
        {.family = "hunyuan",
         .forward_parameters = {"frames", "height", "width", "text_tokens", "text_valid",
                                "guidance", "seed", "dtype"},
         .run_parameters = {"sampler", "steps", "shift", "guidance", "seed", "vae", "dtype"},
         .latents = "noise",
         .context = "text",
         .run_context = "text",
         .time_scale = 1.0,
         .latents_in = as_they_are,
         .latents_out = as_they_are,
         .conditioning = dual_stream_conditioning,
         .sampler = hunyuan_sampler,
         .skip_rule = kSkipUpTo,
         .last_step_full = false,
         .calls_before_probe = 0},
        {.family = "flux",
         .forward_parameters = {"height", "width", "text_tokens", "guidance", "seed", "dtype"},
         .run_parameters = {"sampler", "steps", "guidance", "mu", "height", "width", "seed", "vae",
                            "dtype"},
         .latents = "noise",
         .context = "text",
         .run_context = "text",
         .time_scale = 1000.0,
         .latents_in = with_time,
         .latents_out = models::patchify,
         .conditioning = dual_stream_conditioning,
         .sampler = flux_sampler,
         .skip_rule = pipeline::kWanSkipRule,
         .last_step_full = true,
         .calls_before_probe = 1},
        {.family = "sd15",
         .forward_parameters = {"height", "width", "seed", "dtype"},
         .run_parameters = noise_run_parameters(),
         .latents = "latents",
         .context = "context",
         .run_context = "context_cond",
         .time_scale = 1.0,
         .latents_in = with_time,
         .latents_out = without_time,
         .conditioning = text_conditioning,
         .sampler = noise_sampler,
         .skip_rule = {},
         .last_step_full = false,
         .calls_before_probe = 0},
    }};
    return all;
}

}  // namespace

const CaseForm& form_of(std::string_view family) {
    const auto form = std::ranges::find(forms(), family, &CaseForm::family);
    PLUMBLINE_CHECK(form != forms().end(), "no recorded form for '{}'", family);
    return *form;
}

void check_notes(const CaseParams& params,
                 const at::Tensor& latents,
                 const models::Conditioning& conditioning) {
    params.expect_integer("frames", latents.size(2));
    params.expect_integer("height", latents.size(3));
    params.expect_integer("width", latents.size(4));
    params.expect_integer("text_tokens", conditioning.context.size(1));
    if (conditioning.mask.defined())
        params.expect_integer("text_valid", conditioning.mask.sum().item<std::int64_t>());
}

}  // namespace plumbline::tools
