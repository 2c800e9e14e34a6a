// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

namespace plumbline::cache {

/// Which of `steps` calls are computed in full: every `interval`-th, from the first on. Ascending.
[[nodiscard]] std::vector<int> uniform_steps(int steps, int interval);

/// As many, ceil(steps / interval), close together around the step `center` and further apart
/// elsewhere; the more so, the greater `power` (> 1). `power` is lowered by 0.02 until as many
/// differ. Source: the non-uniform schedule of DeepCache, which takes a real power of a negative
/// number and so follows a straight line through the complex plane. Throws Error{Usage} where no
/// power > 1 does.
[[nodiscard]] std::vector<int> centered_steps(int steps, int interval, int center, double power);

}  // namespace plumbline::cache
