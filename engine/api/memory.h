// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/recipe.h"

namespace plumbline::api {

/// Asks what memory a run would take, before it starts. The result's JSON:
///     {"verdict": "fits" | "tight" | "no" | "unknown", "frames": N, "needed": …, "free": …,
///      "residency": "resident" | "swap" | "stream",
///      "parts": {"text": …, "denoiser": …, "activations": …, "cache": …, "decode": …},
///      "fits_with": {"frames": …} | {"width": …, "height": …} | null}
/// Bytes of the host, by estimate; "unknown" where the run would compute on another device or the
/// system does not tell what is free. "free": the recipe's memory where it says one. "residency":
/// the recipe's, or what fits; "needed" is for that one. "fits_with": the largest frames, else the
/// largest size, that would fit where this does not; null where it does, or nothing would.
/// Fails as the run would for settings that are not possible.
struct MemoryRequest {
    Recipe recipe;
};

}  // namespace plumbline::api
