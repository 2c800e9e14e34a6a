// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/run_control.h"
#include "pipeline/generator.h"

namespace plumbline::pipeline {

/// Measures what TeaCache, MagCache, ProfilingDiT, ProCache and SenCache must know of a model in
/// runs without a cache, one a prompt, and keeps it under the denoiser's content. Twice the same
/// request gives the same file, interrupted or not: what was measured lies in a file beside it
/// until it is whole, and the same request goes on from there.
[[nodiscard]] api::FinishedEvent calibrate(const api::CalibrateRequest& request,
                                           api::RunControl& control,
                                           const Publish& publish);

}  // namespace plumbline::pipeline
