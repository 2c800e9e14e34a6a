// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/events.h"
#include "insight/doctor.h"
#include "insight/recording.h"

#include <nlohmann/json_fwd.hpp>

namespace plumbline::records {

/// JSON has no NaN and no infinity: both are null.
[[nodiscard]] nlohmann::ordered_json number(double value);

/// One key per parameter, each of its own JSON type.
[[nodiscard]] nlohmann::ordered_json params_form(const api::Params& params);

/// One model call, as traces (plumbline/trace/v1) and event lines have it; a trace adds where in
/// the run it stands. Values that do not exist are null.
[[nodiscard]] nlohmann::ordered_json pass_form(const api::PassRecord& pass);

/// What the doctor found: its kind as a word and its numbers.
[[nodiscard]] nlohmann::ordered_json finding_form(const insight::Finding& finding);

/// {"compare": "<" or "<=", "skip_work"}.
[[nodiscard]] nlohmann::ordered_json rule_form(const insight::Rule& rule);

}  // namespace plumbline::records
