// SPDX-License-Identifier: GPL-3.0-or-later
#include "schedulers/flow_sampler.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>

namespace plumbline::schedulers {
namespace {

/// UniPC, order 2, bh2, on predicted clean latents. Each step first corrects the given latents with
/// the new evaluation, then predicts the next ones. Source: specification 6.3.
class UniPc final : public FlowSampler {
public:
    using FlowSampler::FlowSampler;

    at::Tensor step(int step, const at::Tensor& latents, const at::Tensor& velocity) override {
        enter(step, latents, velocity);
        // Not evaluated again after the correction.
        const at::Tensor clean = expected_clean(step, latents, velocity);
        const at::Tensor corrected = step == 0 ? latents : correct(step, clean);
        predictor_order_ = std::min({2, count() - step, step + 1});
        at::Tensor next = step + 1 == count() ? clean : predict(step, corrected, clean);
        corrected_ = corrected;
        older_clean_ = previous_clean_;
        previous_clean_ = clean;
        return next;
    }

private:
    /// The latents at `step` once more, from the last corrected ones and what is known now.
    [[nodiscard]] at::Tensor correct(int step, const at::Tensor& clean) const {
        const double h = log_ratio(step) - log_ratio(step - 1);
        const double phi = std::expm1(-h);
        const double scale = alpha(step) * phi;
        const double shrink = sigma(step) / sigma(step - 1);
        if (predictor_order_ == 1) {
            return combination({{shrink, corrected_},
                                {-scale + 0.5 * scale, previous_clean_},
                                {-0.5 * scale, clean}});
        }
        const double r = (log_ratio(step - 2) - log_ratio(step - 1)) / h;
        const double g = phi / -h - 1.0;
        const double b1 = g / phi;
        const double b2 = 2.0 * (g / -h - 0.5) / phi;
        const double older_weight = (b1 - b2) / (1.0 - r);
        const double newer_weight = b1 - older_weight;
        return combination({{shrink, corrected_},
                            {-scale * (1.0 - older_weight / r - newer_weight), previous_clean_},
                            {-scale * older_weight / r, older_clean_},
                            {-scale * newer_weight, clean}});
    }

    [[nodiscard]] at::Tensor predict(int step,
                                     const at::Tensor& corrected,
                                     const at::Tensor& clean) const {
        const double h = log_ratio(step + 1) - log_ratio(step);
        const double scale = alpha(step + 1) * std::expm1(-h);
        const double shrink = sigma(step + 1) / sigma(step);
        if (predictor_order_ == 1) return combination({{shrink, corrected}, {-scale, clean}});
        const double r = (log_ratio(step - 1) - log_ratio(step)) / h;
        const double slope = 0.5 * scale / r;
        return combination(
            {{shrink, corrected}, {-scale + slope, clean}, {-slope, previous_clean_}});
    }

    at::Tensor corrected_;
    at::Tensor previous_clean_;
    at::Tensor older_clean_;
    int predictor_order_ = 1;
};

}  // namespace

std::unique_ptr<Scheduler> make_unipc(FlowSchedule schedule) {
    return std::make_unique<UniPc>(std::move(schedule));
}

}  // namespace plumbline::schedulers
