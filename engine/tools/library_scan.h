// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/events.h"
#include "api/recipe.h"
#include "base/checkpoint.h"

#include <functional>
#include <string>

namespace plumbline::tools {

/// files: looked at so far; path: of the one that comes.
using ScanProgress = std::function<void(int files, const std::string& path)>;

/// Finds the parts of models below the folders, from names and headers alone; no weight is read.
/// Links to folders are followed unless they lead up, each folder is entered once, and names that
/// begin with a dot are passed over. What cannot be read is among the troubles and ends nothing.
/// The checkpoint is asked at every file and folder. Throws Error{Input} when a folder asked for is
/// not there.
[[nodiscard]] api::LibraryEvent scan_library(const api::LibraryRequest& request,
                                             const Checkpoint& checkpoint,
                                             const ScanProgress& progress);

}  // namespace plumbline::tools
