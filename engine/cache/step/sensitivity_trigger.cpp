// SPDX-License-Identifier: GPL-3.0-or-later
#include "cache/step/sensitivity_trigger.h"

#include "base/check.h"
#include "cache/step/relative_change.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace plumbline::cache {
namespace {

std::size_t nearest(const std::vector<double>& times, double t) {
    const auto closer = [t](double a, double b) { return std::abs(a - t) < std::abs(b - t); };
    return static_cast<std::size_t>(std::ranges::min_element(times, closer) - times.begin());
}

}  // namespace

SensitivityTrigger::SensitivityTrigger(Sensitivities table, double early_share, double early_part)
    : table_(std::move(table)), early_share_(early_share), early_part_(early_part) {
    PLUMBLINE_CHECK(!table_.times.empty() && table_.times.size() == table_.latents.size() &&
                        table_.times.size() == table_.time.size(),
                    "a table of {}, {} and {} values", table_.times.size(), table_.latents.size(),
                    table_.time.size());
}

void SensitivityTrigger::begin(const RunShape& shape) {
    end();
    early_calls_ = static_cast<int>(std::lround(early_part_ * shape.steps));
}

void SensitivityTrigger::end() {
    latents_ = at::Tensor();
    reading_ = {};
}

Reading SensitivityTrigger::measure(const StackPass& pass,
                                    const models::Streams& /*probed*/,
                                    const History& /*history*/) {
    if (pass.branch() == api::Branch::Uncond) return reading_;
    const StepInfo& step = pass.step();
    const std::size_t row = nearest(table_.times, time_);
    const double moved = root_mean_square(step.latents - latents_);
    Reading reading;
    reading.input_change = moved;
    reading.error = table_.latents[row] * moved + table_.time[row] * std::abs(step.t - time_);
    if (step.call < early_calls_) reading.error /= early_share_;
    reading_ = reading;
    return reading;
}

void SensitivityTrigger::settle(const StackPass& pass, bool computed, const at::Tensor&) {
    if (!computed || pass.branch() == api::Branch::Uncond) return;
    latents_ = pass.step().latents;
    time_ = pass.step().t;
}

}  // namespace plumbline::cache
