// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/events.h"

#include <ATen/core/Tensor.h>

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace plumbline::pipeline {

// What writing and replaying recorded cases share: names and fields of the form that the golden
// fixtures use.

/// The trace of a run as tensors "trace.full" … "trace.gamma", each [steps, branches]: int32 for
/// decisions, float32 for the rest, NaN where a value does not exist. Every step must have the same
/// branches.
[[nodiscard]] std::map<std::string, at::Tensor> trace_tensors(
    std::span<const api::StepEvent> steps);

/// The same of a method without a probe: "trace.full", "trace.delta_x", "trace.error",
/// "trace.accumulated" and "trace.accumulated_after", the accumulator as it is.
[[nodiscard]] std::map<std::string, at::Tensor> plain_trace_tensors(
    std::span<const api::StepEvent> steps);

/// The name that recorded runs give to a sampler; what make_scheduler takes otherwise stays as it
/// is.
[[nodiscard]] std::string recorded_sampler_name(std::string_view sampler);
/// The sampler that a recorded name means, as make_scheduler takes it; nothing when there is no
/// such one.
[[nodiscard]] std::optional<std::string> sampler_of_recorded(std::string_view recorded);

/// Skip rule of the released DiCache code for Wan, in the words of the fixtures.
inline constexpr std::string_view kWanSkipRule = "accumulated < threshold skips";

}  // namespace plumbline::pipeline
