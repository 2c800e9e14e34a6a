// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"

#include <string>
#include <vector>

namespace plumbline::tools {

/// What a tool found, for scripts and for people. Becomes the job's last event.
struct ToolReport {
    std::string json;                // one line
    std::vector<std::string> lines;  // the same in words
    /// The work was done, but something asked for did not hold: kind decides the exit code.
    bool failed = false;
    ErrorKind kind = ErrorKind::Gate;
    std::string message;  // one line when failed
    std::string hint;
};

}  // namespace plumbline::tools
