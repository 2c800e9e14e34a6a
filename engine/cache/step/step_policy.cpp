// SPDX-License-Identifier: GPL-3.0-or-later
#include "cache/step/step_policy.h"

#include "cache/step/probe_trigger.h"
#include "cache/tensor_bytes.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace plumbline::cache {

bool is_always_computed(const StepRules& rules,
                        const StepInfo& step,
                        api::Branch branch,
                        bool guidance) {
    if (rules.last_call_full && step.call == step.calls - 1) return true;
    if (step.call < rules.first_calls) return true;
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
        case WarmUp::OwnBranchRounded: return step.call < std::floor(rules.retention * calls + 0.5);
    }
    return true;
}

StepPolicy::StepPolicy(std::unique_ptr<Trigger> trigger,
                       std::unique_ptr<Estimator> estimator,
                       StepRules rules)
    : trigger_(std::move(trigger)),
      estimator_(std::move(estimator)),
      rules_(rules),
      needs_(trigger_->needs() | estimator_->needs()),
      probe_blocks_(std::max(trigger_->probe_blocks(), estimator_->probe_blocks())) {}

void StepPolicy::begin(const RunShape& shape) {
    end();
    if (estimator_->probe_blocks() > 0) check_probe_depth(estimator_->probe_blocks(), shape);
    trigger_->begin(shape);
    branches_.fill({.history = History(needs_), .accumulated = 0, .skips = 0});
    guidance_ = shape.guidance;
}

void StepPolicy::end() {
    trigger_->end();
    branches_ = {};
}

models::Streams StepPolicy::forward(StackPass& pass) {
    BranchState& state = branches_[index_of(pass.branch())];
    pass.note(Metric::Threshold, rules_.threshold);
    trigger_->observe(pass);
    const models::Streams probed = pass.run_to(pass.input(), probe_blocks_);
    if (!may_skip(state, pass.step(), pass.branch())) return compute(pass, probed, state);

    const Reading reading = trigger_->measure(pass, probed, state.history);
    state.accumulated = (rules_.accumulates ? state.accumulated : 0.0) + reading.error;
    pass.note(Metric::InputChange, reading.input_change);
    pass.note(Metric::ProbeChange, reading.probe_change);
    pass.note(Metric::ProbeError, reading.error);
    pass.note(Metric::AccumulatedError, state.accumulated);
    if (reading.token_errors.defined()) pass.note_token_errors(reading.token_errors);
    pass.probe_done();
    const bool too_many = rules_.most_skips > 0 && state.skips >= rules_.most_skips;
    if (pass.step().must_compute || reading.forbids || too_many ||
        !is_below_threshold(state.accumulated))
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
                                 const Reading& reading) {
    Estimate estimate =
        estimator_->estimate(pass.input().image, probed.image, state.history, reading);
    pass.note(Metric::AlignmentWeight, estimate.weight);
    pass.note(Metric::AlignmentWeightRaw, estimate.unclipped_weight);
    pass.note(Metric::AccumulatedAfter, state.accumulated);
    ++state.skips;
    state.history.remember_call(pass.input().image, probed.image);
    trigger_->settle(pass, /*computed=*/false, estimate.output);
    probed.image = std::move(estimate.output);
    return pass.jump_to(std::move(probed), pass.shape().blocks);
}

models::Streams StepPolicy::compute(StackPass& pass,
                                    const models::Streams& probed,
                                    BranchState& state) {
    state.accumulated = 0;
    state.skips = 0;
    pass.note(Metric::AccumulatedAfter, 0);
    // Resumes from the probe: its blocks never run twice.
    models::Streams output = pass.run_to(probed, pass.shape().blocks);
    state.history.remember_residuals(pass.input().image, probed.image, output.image);
    state.history.remember_call(pass.input().image, probed.image);
    trigger_->settle(pass, /*computed=*/true, output.image);
    return output;
}

std::int64_t StepPolicy::bytes() const {
    std::vector<at::Tensor> held = trigger_->tensors();  // branches may share what both were given
    for (const BranchState& state : branches_) {
        const std::vector<at::Tensor> tensors = state.history.tensors();
        held.insert(held.end(), tensors.begin(), tensors.end());
    }
    return tensor_bytes(held);
}

}  // namespace plumbline::cache
