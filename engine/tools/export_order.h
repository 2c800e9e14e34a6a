// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/export.h"

#include <vector>

namespace plumbline::tools {

/// Indices of the result's frames as the file shows them: the range, there and back again when
/// asked (the turning frames once: 0 1 2 3 2 1), and that as often as asked, so that it also loops
/// without a stutter. count: frames of the result. Throws Error{Usage} for a range that the result
/// does not have and for a count of repeats that is impossible.
[[nodiscard]] std::vector<int> export_order(const api::ExportRequest& request, int count);

}  // namespace plumbline::tools
