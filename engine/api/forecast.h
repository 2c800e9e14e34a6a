// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/recipe.h"

namespace plumbline::api {

/// Asks what a run would take and do, before it starts. The result's JSON:
///     {"verdict": "fits" | "tight" | "no" | "unknown", "frames": N, "needed": …, "free": …,
///      "residency": "resident" | "swap" | "stream",
///      "parts": {"text": …, "denoiser": …, "activations": …, "cache": …, "decode": …},
///      "fits_with": {"frames": …} | {"width": …, "height": …} | null,
///      "schedule": {"cond": "CPPCPP…", "uncond": "CEECEE…", "blocks_run": …, "blocks": …} | null}
/// Bytes of the host, by estimate; "unknown" where the run would compute on another device or the
/// system does not tell what is free. "free": the recipe's memory where it says one. "residency":
/// the recipe's, or what fits; "needed" is for that one. "fits_with": the largest frames, else the
/// largest size, that would fit where this does not; null where it does, or nothing would.
/// "schedule": decisions of every step, without live changes to come, and how many block
/// evaluations they make of those without a cache; null for a method that decides by what it sees.
/// Fails as the run would for settings that are not possible.
struct ForecastRequest {
    Recipe recipe;
};

}  // namespace plumbline::api
