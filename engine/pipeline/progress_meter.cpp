// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/progress_meter.h"

#include "pipeline/device.h"

namespace plumbline::pipeline {
namespace {

// A step's weight in the running share of work: about the last eight steps count.
constexpr double kRecent = 0.12;

}  // namespace

api::StepEvent ProgressMeter::complete(api::StepEvent event) {
    double work = 0;
    for (const api::PassRecord& pass : event.passes) work += pass.work;
    const auto passes = static_cast<double>(event.passes.size());
    calls_ += static_cast<int>(event.passes.size());
    work_ += work;
    total_ms_ += event.ms;
    if (passes > 0) recent_work_ += kRecent * (work / passes - recent_work_);
    if (work_ > 0) ms_per_work_ = total_ms_ / work_;
    event.saved = calls_ > 0 ? 1.0 - work_ / calls_ : 0.0;
    // The steps to come are expected to reuse as the last ones did.
    event.eta_seconds =
        (event.steps - event.step - 1) * passes * recent_work_ * ms_per_work_ / 1000.0;
    event.host_bytes = host_memory().resident;
    return event;
}

}  // namespace plumbline::pipeline
