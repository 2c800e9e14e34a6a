// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/events.h"
#include "insight/recording.h"
#include "insight/schedule_replay.h"

#include <array>
#include <optional>
#include <vector>

namespace plumbline::ui {

/// Numbers of one guidance branch, one a step; NaN where there is none.
struct BranchSeries {
    std::vector<double> error, accumulated, weight, weight_raw;
    std::vector<api::Decision> decisions;
};

/// Whether there is any number among them.
[[nodiscard]] bool has_numbers(const std::vector<double>& values);

/// What the plots draw: the steps of one run, as columns. Knows nothing of widgets.
class RunSeries {
public:
    /// A new run of so many steps. rule: of the method; nothing when it has none.
    void begin(int steps, const std::optional<insight::Rule>& rule);
    void append(const api::StepEvent& event);
    void note(const api::ParamsApplied& applied) { applied_.push_back(applied); }

    [[nodiscard]] bool empty() const { return events_.empty(); }
    /// Steps done, and steps there will be.
    [[nodiscard]] int done() const { return static_cast<int>(events_.size()); }
    [[nodiscard]] int steps() const { return steps_; }
    [[nodiscard]] const std::vector<api::StepEvent>& events() const { return events_; }
    [[nodiscard]] const std::vector<api::ParamsApplied>& applied() const { return applied_; }
    [[nodiscard]] const std::vector<double>& numbers() const { return numbers_; }  // 0, 1, …
    [[nodiscard]] const BranchSeries& branch(api::Branch branch) const {
        return branches_[branch == api::Branch::Cond ? 0 : 1];
    }
    [[nodiscard]] bool has_branch(api::Branch which) const {
        return !branch(which).decisions.empty();
    }
    [[nodiscard]] const std::vector<double>& thresholds() const { return thresholds_; }
    [[nodiscard]] const std::vector<double>& step_ms() const { return step_ms_; }
    [[nodiscard]] const std::vector<double>& cache_megabytes() const { return cache_megabytes_; }
    /// Forwards without a cache over the work done so far.
    [[nodiscard]] double ideal_speedup() const { return work_ > 0 ? calls_ / work_ : 1.0; }

    /// What the steps done would have taken, each at the pace of those computed whole, over what
    /// they took; NaN before one was. Of the first step the warm-up of the machine is a part: it
    /// counts only while it is the only one.
    [[nodiscard]] double measured_speedup() const;

    [[nodiscard]] const std::optional<insight::Rule>& rule() const { return rule_; }
    [[nodiscard]] insight::Recording recording() const;

private:
    int steps_ = 0, calls_ = 0;
    double work_ = 0;
    std::optional<insight::Rule> rule_;
    std::vector<api::StepEvent> events_;
    std::vector<api::ParamsApplied> applied_;
    std::array<BranchSeries, 2> branches_;
    std::vector<double> numbers_, thresholds_, step_ms_, cache_megabytes_;
};

}  // namespace plumbline::ui
