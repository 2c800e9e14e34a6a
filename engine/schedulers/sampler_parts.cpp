// SPDX-License-Identifier: GPL-3.0-or-later
#include "schedulers/sampler_parts.h"

#include "base/check.h"

#include <ATen/ATen.h>

namespace plumbline::schedulers {

void StepOrder::enter(int step,
                      int count,
                      const at::Tensor& latents,
                      const at::Tensor& prediction) {
    PLUMBLINE_CHECK(step == next_step_, "step {} was called where step {} of {} is next", step,
                    next_step_, count);
    PLUMBLINE_CHECK(step < count, "step {} of {}", step, count);
    PLUMBLINE_CHECK(latents.sizes() == prediction.sizes(), "latents {} and prediction {}",
                    fmt::join(latents.sizes(), "x"), fmt::join(prediction.sizes(), "x"));
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
