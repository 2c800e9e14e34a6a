// SPDX-License-Identifier: GPL-3.0-or-later
#include "cache/step/rate_trigger.h"

#include "cache/step/relative_change.h"

#include <ATen/ATen.h>

#include <cmath>

namespace plumbline::cache {

Reading RateTrigger::measure(const StackPass& pass,
                             const models::Streams& /*probed*/,
                             const History& /*history*/) {
    const Branch& branch = branches_[index_of(pass.branch())];
    const Change moved = change_between(pass.input().image, branch.input);
    Reading reading;
    reading.input_change = moved.relative();
    const double size = branch.output.abs().mean(at::kFloat).item<double>();
    reading.error = branch.rate * moved.difference / size;
    // Before there are two outputs to compare nothing can be said.
    reading.forbids = !std::isfinite(reading.error);
    if (reading.forbids) reading.error = 0;
    return reading;
}

void RateTrigger::settle(const StackPass& pass, bool computed, const at::Tensor& output) {
    Branch& branch = branches_[index_of(pass.branch())];
    const at::Tensor& input = pass.input().image;
    if (computed && branch.output.defined()) {
        branch.rate = change_between(output, branch.output).difference /
                      change_between(input, branch.input).difference;
    }
    branch.input = input;
    // A view would keep the text alive that lies beside it.
    const bool is_part = output.storage().nbytes() > output.nbytes();
    branch.output = is_part ? output.clone() : output;
}

std::vector<at::Tensor> RateTrigger::tensors() const {
    return {branches_[0].input, branches_[0].output, branches_[1].input, branches_[1].output};
}

}  // namespace plumbline::cache
