// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/run_control.h"
#include "pipeline/generator.h"

namespace plumbline::pipeline {

/// Every method that can run here at three settings, all against the same runs without a cache.
/// request.prompts: not empty.
[[nodiscard]] api::FinishedEvent bench_caches(const api::BenchRequest& request,
                                              api::RunControl& control,
                                              const Publish& publish);
/// Every method at equal speed: the most exact setting that is 1.5 times, and that is twice as fast
/// as no cache by the work it does.
[[nodiscard]] api::FinishedEvent bench_speeds(const api::BenchRequest& request,
                                              api::RunControl& control,
                                              const Publish& publish);

}  // namespace plumbline::pipeline
