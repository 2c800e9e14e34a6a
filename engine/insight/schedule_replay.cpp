// SPDX-License-Identifier: GPL-3.0-or-later
#include "insight/schedule_replay.h"

#include <array>

namespace plumbline::insight {

Schedule replay(const Recording& recording, double threshold) {
    Schedule schedule;
    std::array<double, 2> sums{};  // by branch
    for (const RecordedCall& call : recording.calls) {
        double& sum = sums[call.branch == api::Branch::Cond ? 0 : 1];
        api::Decision decision = call.decision;
        double work = call.work;
        if (call.eligible) {
            sum += call.error;
            const bool reused = is_reused(recording.rule, sum, threshold);
            decision = reused ? api::Decision::Skipped : api::Decision::Resumed;
            work = reused ? recording.rule.skip_work : 1.0;
        }
        if (decision == api::Decision::Skipped)
            ++schedule.skipped;
        else
            sum = 0;
        ++schedule.calls;
        schedule.work += work;
        schedule.decisions[call.branch] += api::letter(decision);
    }
    return schedule;
}

}  // namespace plumbline::insight
