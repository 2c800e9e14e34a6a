// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/insight/recordings.h"

namespace plumbline::insight {

std::vector<api::StepEvent> steps_of(const std::string& letters,
                                     std::span<const double> errors,
                                     double threshold) {
    std::vector<api::StepEvent> steps;
    double sum = 0;
    std::size_t next = 0;
    for (std::size_t i = 0; i < letters.size(); ++i) {
        api::PassRecord pass{.decision = *api::decision_of(letters.substr(i, 1)),
                             .blocks_run = letters[i] == 'S' ? 1 : 10,
                             .blocks = 10,
                             .work = letters[i] == 'S' ? 0.1 : 1.0,
                             .threshold = threshold};
        if (letters[i] != 'C') {
            pass.probe_error = errors[next++];
            sum += pass.probe_error;
            pass.accumulated_error = sum;
        }
        if (letters[i] != 'S') sum = 0;
        steps.push_back({.step = static_cast<int>(i),
                         .steps = static_cast<int>(letters.size()),
                         .passes = {pass}});
    }
    return steps;
}

std::vector<api::StepEvent> joined(std::vector<api::StepEvent> cond,
                                   const std::vector<api::StepEvent>& uncond) {
    for (std::size_t i = 0; i < cond.size(); ++i) {
        cond[i].passes.push_back(uncond[i].passes.front());
        cond[i].passes.back().branch = api::Branch::Uncond;
    }
    return cond;
}

}  // namespace plumbline::insight
