// SPDX-License-Identifier: GPL-3.0-or-later
#include "schedulers/flow_sampler.h"

#include "base/check.h"

#include <ATen/ATen.h>

#include <cmath>

namespace plumbline::schedulers {

double FlowSampler::log_ratio(int i) const {
    return std::log(alpha(i)) - std::log(sigma(i));
}

void FlowSampler::enter(int step, const at::Tensor& latents, const at::Tensor& velocity) {
    PLUMBLINE_CHECK(step == next_step_, "step {} was called where step {} of {} is next", step,
                    next_step_, count());
    PLUMBLINE_CHECK(step < count(), "step {} of {}", step, count());
    PLUMBLINE_CHECK(latents.sizes() == velocity.sizes(), "latents {} and velocity {}",
                    fmt::join(latents.sizes(), "x"), fmt::join(velocity.sizes(), "x"));
    PLUMBLINE_CHECK(latents.scalar_type() == at::kFloat, "latents are not float32");
    ++next_step_;
}

at::Tensor combination(std::initializer_list<Term> terms) {
    at::Tensor sum;
    for (const Term& term : terms) {
        // Skipping matters beyond speed: 0 * inf would be NaN.
        if (term.factor == 0.0) continue;
        if (sum.defined()) {
            sum.add_(term.tensor, term.factor);
        } else {
            sum = at::mul(term.tensor, term.factor);
        }
    }
    PLUMBLINE_CHECK(sum.defined(), "every factor of a combination is 0");
    return sum;
}

}  // namespace plumbline::schedulers
