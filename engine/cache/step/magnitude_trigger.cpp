// SPDX-License-Identifier: GPL-3.0-or-later
#include "cache/step/magnitude_trigger.h"

#include "base/check.h"

#include <cmath>

namespace plumbline::cache {
namespace {

/// The step of Flux.1's 28 at which the curve has a kink, for another number of steps.
bool is_kink(const StepInfo& step) {
    constexpr double kLast = 27, kKink = 11;
    return step.calls > 1 && std::nearbyint(step.call * kLast / (step.calls - 1)) == kKink;
}

}  // namespace

std::vector<double> nearest_values(std::span<const double> source, std::int64_t n) {
    PLUMBLINE_CHECK(!source.empty() && n >= 1, "{} values for {}", source.size(), n);
    if (n == 1) return {source.back()};
    const double scale = static_cast<double>(source.size() - 1) / static_cast<double>(n - 1);
    std::vector<double> values;
    for (std::int64_t i = 0; i < n; ++i)
        values.push_back(
            source[static_cast<std::size_t>(std::nearbyint(static_cast<double>(i) * scale))]);
    return values;
}

void MagnitudeTrigger::begin(const RunShape& shape) {
    for (std::size_t i = 0; i < branches_.size(); ++i) {
        std::vector<double> ratios = i == 0 || curve_.uncond.empty() ? curve_.cond : curve_.uncond;
        if (static_cast<int>(ratios.size()) != shape.steps)
            ratios = nearest_values(ratios, shape.steps);
        branches_[i] = {.ratios = std::move(ratios), .product = 1, .skips = 0};
    }
}

Reading MagnitudeTrigger::measure(const StackPass& pass,
                                  const models::Streams& /*probed*/,
                                  const History& /*history*/) {
    Branch& branch = branches_[index_of(pass.branch())];
    branch.product *= branch.ratios.at(static_cast<std::size_t>(pass.step().call));
    ++branch.skips;
    Reading reading;
    reading.error = std::abs(1.0 - branch.product);
    reading.forbids =
        branch.skips > rules_.most_skips || (rules_.kink_at_step_11 && is_kink(pass.step()));
    return reading;
}

void MagnitudeTrigger::settle(const StackPass& pass, bool computed, const at::Tensor& /*output*/) {
    if (!computed) return;
    Branch& branch = branches_[index_of(pass.branch())];
    branch.product = 1;
    branch.skips = 0;
}

}  // namespace plumbline::cache
