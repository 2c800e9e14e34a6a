// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/session.h"

namespace plumbline::cli {

/// Runs what waits in the user's queue, in its order, until nothing does; also what others add
/// meanwhile. A run that fails is written down and the next begins; the exit code is then the first
/// failure's. An interrupt stops at the next step: that run is marked as interrupted and the rest
/// waits. Throws Error{Failed} when another program works on the queue.
[[nodiscard]] int work_off(const Reporting& reporting);

}  // namespace plumbline::cli
