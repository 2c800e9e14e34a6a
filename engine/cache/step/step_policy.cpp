// SPDX-License-Identifier: GPL-3.0-or-later
#include "cache/step/step_policy.h"

#include "base/check.h"

#include <ATen/ATen.h>

#include <cmath>
#include <set>
#include <utility>

namespace plumbline::cache {

bool is_always_computed(const StepRules& rules,
                        const StepInfo& step,
                        api::Branch branch,
                        bool guidance) {
    if (rules.last_call_full && step.call == step.calls - 1) return true;
    const double calls = step.calls;
    switch (rules.warm_up) {
        case WarmUp::BothBranches:
            if (guidance) {
                const int index = 2 * step.call + (branch == api::Branch::Cond ? 0 : 1);
                return index < std::floor(rules.retention * (2 * calls));
            }
            return step.call < std::floor(rules.retention * calls);
        case WarmUp::OwnBranch: return step.call < std::floor(rules.retention * calls);
        case WarmUp::OwnBranchInclusive: return step.call <= std::floor(rules.retention * calls);
    }
    return true;
}

StepPolicy::StepPolicy(std::unique_ptr<Trigger> trigger,
                       std::unique_ptr<Estimator> estimator,
                       StepRules rules)
    : trigger_(std::move(trigger)), estimator_(std::move(estimator)), rules_(rules) {}

void StepPolicy::begin(const RunShape& shape) {
    end();
    trigger_->begin(shape);
    guidance_ = shape.guidance;
}

void StepPolicy::end() {
    branches_ = {};
}

models::Streams StepPolicy::forward(StackPass& pass) {
    BranchState& state = branches_[pass.branch() == api::Branch::Cond ? 0 : 1];
    pass.note(Metric::Threshold, rules_.threshold);
    const models::Streams probed = pass.run_to(pass.input(), trigger_->probe_blocks());
    if (!may_skip(state, pass.step(), pass.branch())) return compute(pass, probed, state);

    const Reading reading = trigger_->measure(pass, probed, state.history);
    state.accumulated += reading.error;
    pass.note(Metric::InputChange, reading.input_change);
    pass.note(Metric::ProbeChange, reading.probe_change);
    pass.note(Metric::ProbeError, reading.error);
    pass.note(Metric::AccumulatedError, state.accumulated);
    if (reading.token_errors.defined()) pass.note_token_errors(reading.token_errors);
    pass.probe_done();
    if (pass.step().must_compute || !is_below_threshold(state.accumulated))
        return compute(pass, probed, state);
    return skip(pass, probed, state, reading);
}

bool StepPolicy::may_skip(const BranchState& state,
                          const StepInfo& step,
                          api::Branch branch) const {
    return state.history.is_usable() && !is_always_computed(rules_, step, branch, guidance_);
}

bool StepPolicy::is_below_threshold(double accumulated) const {
    // Threshold 0 means off: with "or equal" an error of exactly 0 would pass it. A comparison with
    // NaN fails.
    if (!(rules_.threshold > 0)) return false;
    return rules_.compare == Compare::Less ? accumulated < rules_.threshold
                                           : accumulated <= rules_.threshold;
}

models::Streams StepPolicy::skip(StackPass& pass,
                                 models::Streams probed,
                                 BranchState& state,
                                 const Reading& reading) const {
    Estimate estimate = estimator_->estimate(pass.input().image, state.history, reading);
    pass.note(Metric::AlignmentWeight, estimate.weight);
    pass.note(Metric::AlignmentWeightRaw, estimate.unclipped_weight);
    pass.note(Metric::AccumulatedAfter, state.accumulated);
    state.history.remember_call(pass.input().image, probed.image);
    probed.image = std::move(estimate.output);
    return pass.jump_to(std::move(probed), pass.shape().blocks);
}

models::Streams StepPolicy::compute(StackPass& pass,
                                    const models::Streams& probed,
                                    BranchState& state) {
    state.accumulated = 0;
    pass.note(Metric::AccumulatedAfter, 0);
    // Resumes from the probe: its blocks never run twice.
    models::Streams output = pass.run_to(probed, pass.shape().blocks);
    state.history.remember_residuals(pass.input().image, probed.image, output.image);
    state.history.remember_call(pass.input().image, probed.image);
    return output;
}

std::int64_t StepPolicy::bytes() const {
    std::set<const c10::StorageImpl*> seen;  // branches may share what both were given
    std::int64_t total = 0;
    for (const BranchState& state : branches_) {
        for (const at::Tensor& tensor : state.history.tensors()) {
            if (!tensor.defined()) continue;
            const c10::Storage& storage = tensor.storage();
            if (seen.insert(storage.unsafeGetStorageImpl()).second) {
                total += static_cast<std::int64_t>(storage.nbytes());
            }
        }
    }
    return total;
}

}  // namespace plumbline::cache
