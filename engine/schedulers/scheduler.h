// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace plumbline::schedulers {

/// A sampler over N steps. Holds its own history; make a new one per run.
class Scheduler {
public:
    virtual ~Scheduler() = default;
    /// N values as handed to the model (UniPC and DPM++ truncate to integers, flow Euler does not).
    [[nodiscard]] virtual const std::vector<double>& timesteps() const = 0;
    /// N + 1 noise levels; the last is 0.
    [[nodiscard]] virtual const std::vector<double>& sigmas() const = 0;
    /// latents, velocity: [B, C, T, h, w] f32, any device. step counts up from 0. Returns the next
    /// latents (new tensor).
    [[nodiscard]] virtual at::Tensor step(int step,
                                          const at::Tensor& latents,
                                          const at::Tensor& velocity) = 0;
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
/// User names: unipc = unipc_wan, euler = flow_euler_sigmas, dpm++ = dpm_wan.
/// Throws Error{Usage} for an unknown name, steps < 1, shift <= 0 or non-finite.
[[nodiscard]] std::unique_ptr<Scheduler> make_scheduler(std::string_view name,
                                                        int steps,
                                                        double shift);
/// The shift of Flux.1 dev for a picture of so many tokens: e^mu, where mu goes linearly from 0.5
/// at 256 tokens to 1.15 at 4096. Source: specification 6.2.
[[nodiscard]] double dynamic_shift(std::int64_t tokens);
/// The names users may give, in the order shown.
[[nodiscard]] std::vector<std::string> user_sampler_names();

}  // namespace plumbline::schedulers
