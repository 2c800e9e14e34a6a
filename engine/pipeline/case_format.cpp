// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/case_format.h"

#include "base/check.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

namespace plumbline::pipeline {
namespace {

struct SamplerName {
    std::string_view recorded;
    std::string_view exact;
    std::string_view user;  // empty: none
};

constexpr std::array<SamplerName, 6> kSamplerNames{
    {{"unipc_official", "unipc_wan", "unipc"},
     {"unipc_diffusers", "unipc_flow", ""},
     {"dpm_official", "dpm_wan", "dpm++"},
     {"dpm_diffusers", "dpm_flow", ""},
     {"euler_diffusers", "flow_euler", ""},
     {"flow_euler_sigmas", "flow_euler_sigmas", "euler"}}};

/// The accumulator in the form of the recorded traces. Theirs was read through a reference after
/// the released code had added to it in place, so from the second probe after a computed call on it
/// counts the newest error twice. Their decisions follow the plain sum, which is what a PassRecord
/// holds.
class RecordedAccumulator {
public:
    [[nodiscard]] double value(const api::PassRecord& pass) {
        if (std::isnan(pass.probe_error)) {
            fresh_ = true;
            return pass.accumulated_error;
        }
        const double recorded = pass.accumulated_error + (fresh_ ? 0.0 : pass.probe_error);
        fresh_ = pass.decision != api::Decision::Skipped;
        return recorded;
    }

private:
    bool fresh_ = true;
};

struct TraceField {
    const char* name;
    double api::PassRecord::*value;
};

constexpr std::array<TraceField, 5> kTraceFields{
    {{"trace.delta_x", &api::PassRecord::input_change},
     {"trace.delta_y", &api::PassRecord::probe_change},
     {"trace.error", &api::PassRecord::probe_error},
     {"trace.gamma_raw", &api::PassRecord::alignment_weight_raw},
     {"trace.gamma", &api::PassRecord::alignment_weight}}};

constexpr std::array<TraceField, 4> kPlainTraceFields{
    {{"trace.delta_x", &api::PassRecord::input_change},
     {"trace.error", &api::PassRecord::probe_error},
     {"trace.accumulated", &api::PassRecord::accumulated_error},
     {"trace.accumulated_after", &api::PassRecord::accumulated_after}}};

bool was_full(api::Decision decision) {
    return decision == api::Decision::Computed || decision == api::Decision::Resumed;
}

/// The passes of a run as tensors [steps, branches].
class TraceTable {
public:
    explicit TraceTable(std::span<const api::StepEvent> steps)
        : rows_(static_cast<std::int64_t>(steps.size())) {
        for (const api::StepEvent& step : steps) {
            PLUMBLINE_CHECK(step.passes.size() == steps.front().passes.size(),
                            "step {} has {} passes, step 0 has {}", step.step, step.passes.size(),
                            steps.front().passes.size());
            passes_.insert(passes_.end(), step.passes.begin(), step.passes.end());
        }
    }
    void put_decision(const char* name, bool (*holds)(api::Decision)) {
        std::vector<int> values;
        for (const api::PassRecord& pass : passes_) values.push_back(holds(pass.decision) ? 1 : 0);
        tensors_[name] = at::tensor(values, at::kInt).reshape({rows_, -1});
    }
    void put(const TraceField& field) {
        std::vector<double> values;
        for (const api::PassRecord& pass : passes_) values.push_back(pass.*field.value);
        tensors_[field.name] = at::tensor(values, at::kFloat).reshape({rows_, -1});
    }
    [[nodiscard]] const std::vector<api::PassRecord>& passes() const { return passes_; }
    [[nodiscard]] std::int64_t rows() const { return rows_; }
    [[nodiscard]] std::map<std::string, at::Tensor>& tensors() { return tensors_; }

private:
    std::int64_t rows_;
    std::vector<api::PassRecord> passes_;
    std::map<std::string, at::Tensor> tensors_;
};

void put_recorded_accumulator(const std::vector<api::PassRecord>& passes,
                              std::int64_t rows,
                              std::map<std::string, at::Tensor>& tensors) {
    std::map<api::Branch, RecordedAccumulator> accumulators;
    std::vector<double> compared, after;
    for (const api::PassRecord& pass : passes) {
        compared.push_back(accumulators[pass.branch].value(pass));
        const bool skipped = pass.decision == api::Decision::Skipped;
        after.push_back(skipped ? compared.back() : pass.accumulated_after);
    }
    tensors["trace.accumulated"] = at::tensor(compared, at::kFloat).reshape({rows, -1});
    tensors["trace.accumulated_after"] = at::tensor(after, at::kFloat).reshape({rows, -1});
}

}  // namespace

std::map<std::string, at::Tensor> trace_tensors(std::span<const api::StepEvent> steps) {
    TraceTable table(steps);
    table.put_decision("trace.full", was_full);
    table.put_decision("trace.probed",
                       [](api::Decision d) { return d != api::Decision::Computed; });
    table.put_decision("trace.resumed",
                       [](api::Decision d) { return d == api::Decision::Resumed; });
    for (const TraceField& field : kTraceFields) table.put(field);
    put_recorded_accumulator(table.passes(), table.rows(), table.tensors());
    return table.tensors();
}

std::map<std::string, at::Tensor> plain_trace_tensors(std::span<const api::StepEvent> steps) {
    TraceTable table(steps);
    table.put_decision("trace.full", was_full);
    for (const TraceField& field : kPlainTraceFields) table.put(field);
    return table.tensors();
}

std::string recorded_sampler_name(std::string_view sampler) {
    const auto name = std::ranges::find_if(kSamplerNames, [&](const SamplerName& entry) {
        return sampler == entry.exact || (!entry.user.empty() && sampler == entry.user);
    });
    return std::string(name == kSamplerNames.end() ? sampler : name->recorded);
}

std::optional<std::string> sampler_of_recorded(std::string_view recorded) {
    const auto name = std::ranges::find_if(kSamplerNames, [&](const SamplerName& entry) {
        return recorded == entry.recorded || recorded == entry.exact;
    });
    if (name == kSamplerNames.end()) return std::nullopt;
    return std::string(name->exact);
}

}  // namespace plumbline::pipeline
