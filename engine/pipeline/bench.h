// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/run_control.h"
#include "pipeline/generator.h"

namespace plumbline::pipeline {

/// Runs every prompt without and with the cache on the same seed, turn and turn about, in one
/// process with the model loaded once. Reports step times, ideal and measured speed-up of the
/// denoising loop, PSNR and SSIM of the decoded frames, cache memory.
[[nodiscard]] api::FinishedEvent bench(const api::BenchRequest& request,
                                       api::RunControl& control,
                                       const Publish& publish);

}  // namespace plumbline::pipeline
