// SPDX-License-Identifier: GPL-3.0-or-later
#include "insight/recording.h"

#include <cmath>

namespace plumbline::insight {

Rule rule_of(const api::ThresholdRule& declared, const api::Params& params, int blocks) {
    Rule rule{.or_equal = declared.or_equal, .skip_work = 0.0};
    if (const auto probe = params.find(declared.probe); probe != params.end() && blocks > 0) {
        if (const auto* depth = std::get_if<std::int64_t>(&probe->second))
            rule.skip_work = static_cast<double>(*depth) / blocks;
    }
    return rule;
}

bool is_reused(const Rule& rule, double accumulated, double threshold) {
    if (!(threshold > 0) || !std::isfinite(accumulated)) return false;
    return rule.or_equal ? accumulated <= threshold : accumulated < threshold;
}

Recording recording_of(const std::vector<api::StepEvent>& steps, const Rule& rule) {
    Recording recording{
        .rule = rule, .steps = steps.empty() ? 0 : steps.front().steps, .calls = {}};
    for (const api::StepEvent& step : steps) {
        for (const api::PassRecord& pass : step.passes) {
            RecordedCall call{.step = step.step,
                              .branch = pass.branch,
                              .decision = pass.decision,
                              .eligible = false,
                              .error = pass.probe_error,
                              .accumulated = pass.accumulated_error,
                              .threshold = pass.threshold,
                              .weight = pass.alignment_weight,
                              .weight_raw = pass.alignment_weight_raw,
                              .work = pass.work};
            const bool asked =
                pass.decision == api::Decision::Skipped || pass.decision == api::Decision::Resumed;
            // Computed although the sum would have passed: someone asked for that step.
            const bool overruled = pass.decision == api::Decision::Resumed &&
                                   is_reused(rule, pass.accumulated_error, pass.threshold);
            call.eligible = asked && !overruled;
            recording.calls.push_back(call);
        }
    }
    return recording;
}

}  // namespace plumbline::insight
