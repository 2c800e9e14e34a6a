// SPDX-License-Identifier: GPL-3.0-or-later
#include "plots/run_series.h"

namespace plumbline::ui {

void RunSeries::begin(int steps, const std::optional<insight::Rule>& rule) {
    *this = {};
    steps_ = steps;
    rule_ = rule;
}

void RunSeries::append(const api::StepEvent& event) {
    steps_ = event.steps;
    events_.push_back(event);
    // Bounded memory is the heat map's business, not that of the numbers.
    for (api::PassRecord& pass : events_.back().passes) pass.error_map.reset();
    numbers_.push_back(event.step);
    step_ms_.push_back(event.ms);
    cache_megabytes_.push_back(static_cast<double>(event.cache_bytes) / 1e6);
    double threshold = api::kNone;
    for (const api::PassRecord& pass : event.passes) {
        BranchSeries& series = branches_[pass.branch == api::Branch::Cond ? 0 : 1];
        series.error.push_back(pass.probe_error);
        series.accumulated.push_back(pass.accumulated_error);
        series.weight.push_back(pass.alignment_weight);
        series.weight_raw.push_back(pass.alignment_weight_raw);
        series.decisions.push_back(pass.decision);
        threshold = pass.threshold;
        ++calls_;
        work_ += pass.work;
    }
    thresholds_.push_back(threshold);
}

insight::Recording RunSeries::recording() const {
    return insight::recording_of(events_, rule_.value_or(insight::Rule{}));
}

}  // namespace plumbline::ui
