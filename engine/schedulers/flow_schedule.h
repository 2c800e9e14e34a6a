// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "schedulers/schedule.h"

namespace plumbline::schedulers {

/// Of the flow samplers; the levels end with 0.
using FlowSchedule = Schedule;

/// shift * sigma / (1 + (shift - 1) * sigma): moves the noise levels towards 1. Source:
/// specification 6.1.
[[nodiscard]] double shifted(double sigma, double shift);

/// Schedules by their sampler's name; steps >= 1, shift > 0. See make_scheduler.
/// Timesteps of the UniPC and DPM ones are 1000 sigma truncated before sigma is rounded.
[[nodiscard]] FlowSchedule unipc_wan_schedule(int steps, double shift);
[[nodiscard]] FlowSchedule unipc_flow_schedule(int steps, double shift);
[[nodiscard]] FlowSchedule dpm_wan_schedule(int steps, double shift);
[[nodiscard]] FlowSchedule dpm_flow_schedule(int steps, double shift);
/// Walks evenly from the shifted 1 to the shifted 0.001 and shifts once more.
[[nodiscard]] FlowSchedule flow_euler_schedule(int steps, double shift);
[[nodiscard]] FlowSchedule flow_euler_sigmas_schedule(int steps, double shift);

/// The authors' HunyuanVideo: even levels made in float32 from both ends, then shifted in float32.
[[nodiscard]] FlowSchedule hunyuan_official_schedule(int steps, double shift);
/// Flux.1 as diffusers (from 1 to 1/N) and as its authors compute it (timesteps not rounded);
/// shift: see dynamic_shift().
[[nodiscard]] FlowSchedule flux_dynamic_schedule(int steps, double shift);
[[nodiscard]] FlowSchedule flux_bfl_schedule(int steps, double shift);

}  // namespace plumbline::schedulers
