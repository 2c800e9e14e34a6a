// SPDX-License-Identifier: GPL-3.0-or-later
#include "cache/step/signal_trigger.h"

#include "base/check.h"
#include "cache/step/relative_change.h"

#include <ATen/ATen.h>

#include <algorithm>

namespace plumbline::cache {
namespace {

at::Tensor signal_of(StackPass& pass, Signal signal) {
    switch (signal) {
        case Signal::TimeEmbedding: return pass.context().time_embedding;
        case Signal::TimeProjection: return pass.context().modulation;
        case Signal::ModulatedInput: return pass.modulated_input();
    }
    return {};
}

}  // namespace

double value_at(const Polynomial& polynomial, double x) {
    double value = 0;
    for (const double coefficient : polynomial) value = value * x + coefficient;
    return value;
}

void SignalTrigger::observe(StackPass& pass) {
    Branch& branch = branches_[index_of(pass.branch())];
    at::Tensor signal = signal_of(pass, signal_);
    PLUMBLINE_CHECK(signal.defined(), "this model has no such signal");
    branch.change = api::kNone;
    if (branch.previous.defined())
        branch.change = change_between(signal, branch.previous).relative();
    branch.previous = std::move(signal);
}

Reading SignalTrigger::measure(const StackPass& pass,
                               const models::Streams& /*probed*/,
                               const History& /*history*/) {
    const double change = branches_[index_of(pass.branch())].change;
    Reading reading;
    reading.input_change = change;
    reading.error = value_at(polynomial_, change);
    if (clamp_) reading.error = std::clamp(reading.error, 0.0, 1.0);
    return reading;
}

std::vector<at::Tensor> SignalTrigger::tensors() const {
    return {branches_[0].previous, branches_[1].previous};
}

}  // namespace plumbline::cache
