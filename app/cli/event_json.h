// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/events.h"

#include <string>

namespace plumbline::cli {

/// One event as a line of `--events jsonl`: an object whose "event" says which (phase, step,
/// params, preview, log, dropped, finished) and whose "job" counts from 1. The fields of a pass are
/// those of the trace; a value that does not exist is null. Empty for an event that has no line of
/// its own.
[[nodiscard]] std::string event_line(const api::Event& event);

}  // namespace plumbline::cli
