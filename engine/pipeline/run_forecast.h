// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/forecast.h"
#include "pipeline/residency.h"

#include <cstdint>
#include <string>

namespace plumbline::pipeline {

/// "memory by estimate: 11.4 GB (text encoders 11.4 GB, steps 6.1 GB, decoding 0.9 GB)".
[[nodiscard]] std::string in_words(const MemoryEstimate& estimate, Residency residency);

/// The JSON that ForecastRequest describes. available: host bytes that can be taken, 0 when not
/// known. Throws as make_plan does, but not for want of memory.
[[nodiscard]] std::string forecast_run(const api::ForecastRequest& request, std::int64_t available);

}  // namespace plumbline::pipeline
