// SPDX-License-Identifier: GPL-3.0-or-later
#include "plots/run_series.h"

#include <algorithm>
#include <cmath>

namespace plumbline::ui {

bool has_numbers(const std::vector<double>& values) {
    return std::ranges::any_of(values, [](double value) { return std::isfinite(value); });
}

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

double RunSeries::measured_speedup() const {
    double whole_ms = 0, all_ms = 0;
    int whole = 0, counted = 0;
    for (std::size_t i = events_.size() > 1 ? 1 : 0; i < events_.size(); ++i) {
        const api::StepEvent& step = events_[i];
        ++counted;
        all_ms += step.ms;
        if (!std::ranges::all_of(step.passes, [](const api::PassRecord& pass) {
                return pass.decision == api::Decision::Computed;
            }))
            continue;
        ++whole;
        whole_ms += step.ms;
    }
    return whole > 0 && all_ms > 0 ? whole_ms / whole * counted / all_ms : api::kNone;
}

insight::Recording RunSeries::recording() const {
    return insight::recording_of(events_, rule_.value_or(insight::Rule{}));
}

}  // namespace plumbline::ui
