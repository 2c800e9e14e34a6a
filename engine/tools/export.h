// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/events.h"
#include "api/export.h"
#include "base/checkpoint.h"
#include "tools/report.h"

#include <functional>
#include <string>

namespace plumbline::tools {

/// What an export asks and tells while it goes.
struct ExportHooks {
    Checkpoint checkpoint;  // between frames, and wherever a decoder asks
    std::function<void(api::Phase phase, int done, int total)> progress;
    std::function<void(const std::string& text)> warn;
};

/// Makes a file of a finished result. The result object: {"output", "format", "width", "height",
/// "frames", "fps", "seconds", "bytes", "settings", "warnings"}. Nothing appears under
/// the output's name before everything is written. Throws Error{Usage} for what the format cannot
/// hold or the result does not have, Error{Input} for what cannot be read, Error{Failed} for what
/// cannot be written, Cancelled.
[[nodiscard]] ToolReport export_result(const api::ExportRequest& request, const ExportHooks& hooks);

}  // namespace plumbline::tools
