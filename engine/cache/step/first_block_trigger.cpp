// SPDX-License-Identifier: GPL-3.0-or-later
#include "cache/step/first_block_trigger.h"

#include "cache/step/relative_change.h"

#include <ATen/ATen.h>

namespace plumbline::cache {

Reading FirstBlockTrigger::measure(const StackPass& pass,
                                   const models::Streams& probed,
                                   const History& history) {
    Reading reading;
    reading.probe_change =
        change_between(probed.image - pass.input().image, history.newest().probe).relative();
    reading.error = reading.probe_change;
    return reading;
}

}  // namespace plumbline::cache
