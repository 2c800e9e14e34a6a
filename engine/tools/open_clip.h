// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/events.h"
#include "api/recipe.h"

#include <string>

namespace plumbline::tools {

struct OpenedClip {
    api::ClipEvent event;
    std::string record;  // plumbline/run/v1, JSON; empty when the file holds none
};

/// The frames of a finished output and what is embedded in it. Throws Error{Input}.
[[nodiscard]] OpenedClip open_clip(const api::ClipRequest& request);

}  // namespace plumbline::tools
