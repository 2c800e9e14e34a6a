// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/run_control.h"
#include "pipeline/generator.h"

namespace plumbline::pipeline {

/// Every method that can run here at three settings: half, once and twice its default threshold, or
/// intervals of 2, 3 and 5; all against the same runs without a cache. request.prompts: not empty.
[[nodiscard]] api::FinishedEvent bench_caches(const api::BenchRequest& request,
                                              api::RunControl& control,
                                              const Publish& publish);

}  // namespace plumbline::pipeline
