// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cache/policy.h"
#include "cache/step/estimator.h"
#include "cache/step/history.h"
#include "cache/step/trigger.h"

#include <array>
#include <cstdint>
#include <memory>

namespace plumbline::cache {

/// How the accumulated error is compared with the threshold: skip while it is …
enum class Compare { Less, LessOrEqual };

/// Which calls the retention window keeps. k, N: call and calls of the branch; b: 0 conditional, 1
/// unconditional.
enum class WarmUp {
    BothBranches,  // 2k + b < floor(retention · 2N) with guidance, else k < floor(retention · N)
    OwnBranch,     // k < floor(retention · N)
    OwnBranchInclusive,  // k <= floor(retention · N)
    OwnBranchRounded     // k < floor(retention · N + 1/2)
};

/// The part of a step-skipping method that does not depend on how errors are measured.
struct StepRules {
    double threshold = 0;  // 0: never skip
    double retention = 0;  // share of the calls at the start that is always computed
    Compare compare = Compare::Less;
    WarmUp warm_up = WarmUp::OwnBranch;
    int first_calls = 0;  // of a branch, always computed too
    bool last_call_full = false;
    int most_skips = 0;       // one after the other; 0: any number
    bool accumulates = true;  // else every call's error stands for itself
};

/// Whether the rules want this call computed without asking the trigger.
[[nodiscard]] bool is_always_computed(const StepRules& rules,
                                      const StepInfo& step,
                                      api::Branch branch,
                                      bool guidance);

/// Skips whole steps: a trigger says when, an estimator says how. Warm-up, history, accumulation
/// and telemetry are here, once for all such methods, and per branch.
///
/// A method whose parts are known from its parameters derives from it; one whose parts depend on
/// the model makes one when a run begins.
class StepPolicy : public CachePolicy {
public:
    StepPolicy(std::unique_ptr<Trigger> trigger,
               std::unique_ptr<Estimator> estimator,
               StepRules rules);

    void begin(const RunShape& shape) override;
    void end() override;
    [[nodiscard]] models::Streams forward(StackPass& pass) override;
    [[nodiscard]] std::int64_t bytes() const override;

    void update(const api::Params&) override {}
    /// Acts at the next call.
    void set_threshold(double threshold) { rules_.threshold = threshold; }

private:
    struct BranchState {
        History history;
        double accumulated = 0;  // error since the last computed call
        int skips = 0;           // likewise
    };

    [[nodiscard]] bool may_skip(const BranchState& state,
                                const StepInfo& step,
                                api::Branch branch) const;
    [[nodiscard]] bool is_below_threshold(double accumulated) const;
    [[nodiscard]] models::Streams skip(StackPass& pass,
                                       models::Streams probed,
                                       BranchState& state,
                                       const Reading& reading);
    [[nodiscard]] models::Streams compute(StackPass& pass,
                                          const models::Streams& probed,
                                          BranchState& state);

    std::unique_ptr<Trigger> trigger_;
    std::unique_ptr<Estimator> estimator_;
    StepRules rules_;
    Needs needs_;
    int probe_blocks_;  // what both of them want to have run
    bool guidance_ = true;
    std::array<BranchState, 2> branches_;
};

}  // namespace plumbline::cache
