// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/events.h"

namespace plumbline::pipeline {

/// Adds to each step what only the run as a whole knows: memory, the share saved so far, the time
/// left.
class ProgressMeter {
public:
    [[nodiscard]] api::StepEvent complete(api::StepEvent event);

private:
    double work_ = 0;  // stacks that ran so far, as a share each
    int calls_ = 0;
    double ms_per_work_ = 0;  // mean time of one whole stack, skipped calls' overhead included
    double total_ms_ = 0;
    double recent_work_ = 1;  // share of the stack that recent steps ran: what the cache does now
};

}  // namespace plumbline::pipeline
