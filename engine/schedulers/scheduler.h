// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/prediction.h"

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace plumbline::schedulers {

/// A sampler over N steps. Holds its own history; make a new one per run.
/// Latents and predictions: [B, C, T, h, w], any device; latents f32.
class Scheduler {
public:
    virtual ~Scheduler() = default;
    /// What is handed to the model at each call (UniPC and DPM++ truncate to integers, flow Euler
    /// does not). N values; PLMS calls the model once more.
    [[nodiscard]] virtual const std::vector<double>& timesteps() const = 0;
    /// The noise level at each call and at the end: 0, or for DDIM and PLMS the lowest trained one.
    /// In the flow family a share of 1, otherwise in units of the signal.
    [[nodiscard]] virtual const std::vector<double>& sigmas() const = 0;
    /// What noise of variance 1 is multiplied by to be the latents before step 0.
    [[nodiscard]] virtual double noise_scale() const { return 1.0; }
    /// What the model is shown of the latents at this step.
    [[nodiscard]] virtual at::Tensor model_input(int /*step*/, const at::Tensor& latents) const {
        return latents;
    }
    /// What the finished latents would be if the prediction at this step were all there is to know.
    [[nodiscard]] virtual at::Tensor expected_clean(int step,
                                                    const at::Tensor& latents,
                                                    const at::Tensor& prediction) const = 0;
    /// step counts up from 0, one a model call. Returns the next latents (new tensor).
    [[nodiscard]] virtual at::Tensor step(int step,
                                          const at::Tensor& latents,
                                          const at::Tensor& prediction) = 0;
};

/// Every sampler by the exact name of the golden fixtures and their sources; `shift` as published.
///   unipc_wan      official Wan FlowUniPCMultistepScheduler (schedule from 0.999)
///   unipc_flow     diffusers UniPCMultistepScheduler with flow sigmas
///   dpm_wan        official Wan FlowDPMSolverMultistepScheduler
///   dpm_flow       diffusers DPMSolverMultistepScheduler with flow sigmas
///   flow_euler     diffusers FlowMatchEulerDiscreteScheduler.set_timesteps(N)
///   flow_euler_sigmas  the same with explicit sigmas linspace(1, 0, N + 1)[:-1]
///   hunyuan_official   official HunyuanVideo FlowMatchDiscreteScheduler, reversed, Euler
///   flux_dynamic       diffusers FlowMatchEulerDiscreteScheduler with use_dynamic_shifting
///   flux_bfl           official Flux.1 get_schedule with Euler steps
/// and, for models that predict the noise, over the beta schedule of Stable Diffusion:
///   ddim           diffusers DDIMScheduler (leading timesteps, offset 1)
///   plms           diffusers PNDMScheduler without Runge-Kutta steps
///   dpmpp2m        diffusers DPMSolverMultistepScheduler
///   dpmpp2m_karras the same with use_karras_sigmas
///   euler_sd       diffusers EulerDiscreteScheduler (leading timesteps, offset 1)
/// User names: for velocity unipc = unipc_wan, euler = flow_euler_sigmas, dpm++ = dpm_wan; for
/// noise ddim, plms, dpm++2m = dpmpp2m, dpm++2m-karras = dpmpp2m_karras, euler = euler_sd.
/// Throws Error{Usage} for an unknown name, one for models that predict something else, steps < 1
/// or too many, shift <= 0 or non-finite, and a shift other than 1 where there is none.
[[nodiscard]] std::unique_ptr<Scheduler> make_scheduler(
    std::string_view name,
    int steps,
    double shift,
    api::Prediction prediction = api::Prediction::Velocity);
/// The shift of Flux.1 dev for a picture of so many tokens: e^mu, where mu goes linearly from 0.5
/// at 256 tokens to 1.15 at 4096. Source: specification 6.2.
[[nodiscard]] double dynamic_shift(std::int64_t tokens);
/// The names users may give for a model of this prediction, in the order shown.
[[nodiscard]] std::vector<std::string> user_sampler_names(
    api::Prediction prediction = api::Prediction::Velocity);

}  // namespace plumbline::schedulers
