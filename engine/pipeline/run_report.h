// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/events.h"
#include "media/frame_sink.h"
#include "pipeline/run_plan.h"

#include <map>
#include <string>
#include <vector>

namespace plumbline::pipeline {

/// What happened in a run, without tensors.
struct RunOutcome {
    std::vector<api::StepEvent> steps;
    std::vector<api::ParamsApplied> applied;
    std::vector<std::string> warnings;
    std::map<std::string, std::string> hashes;  // of the model's files
    std::string output;                         // as written; empty when nothing was
    bool stopped = false;
    std::int64_t fetched_blocks = 0;  // how often a block came to the device; 0: they lay there
    std::map<std::string, double> seconds;  // by phase
    std::int64_t peak_host_bytes = 0, peak_device_bytes = 0, peak_cache_bytes = 0;
};

/// Sums over all model calls.
struct RunTotals {
    int computed = 0, resumed = 0, skipped = 0, partial = 0, estimated = 0;
    double work = 0;  // stacks that ran, as a share each
    int calls = 0;
    std::map<std::string, std::string> decisions;  // letters by branch
    /// N·M / blocks that ran, by cost; 1 without any call.
    [[nodiscard]] double ideal_speedup() const { return work > 0 ? calls / work : 1.0; }
};
[[nodiscard]] RunTotals totals(const std::vector<api::StepEvent>& steps);

/// The result object of the command line, one line.
[[nodiscard]] std::string result_json(const RunPlan& plan, const RunOutcome& outcome);
/// The same for people: a few lines.
[[nodiscard]] std::vector<std::string> result_lines(const RunPlan& plan, const RunOutcome& outcome);
/// What is embedded in the output: plumbline/run/v1 without any time or duration, and the
/// parameters text.
[[nodiscard]] media::Record run_record(const RunPlan& plan, const RunOutcome& outcome);
/// Trace file, plumbline/trace/v1: header, one line a model call, interventions, result.
[[nodiscard]] std::string trace_text(const RunPlan& plan, const RunOutcome& outcome);

}  // namespace plumbline::pipeline
