// SPDX-License-Identifier: GPL-3.0-or-later
#include "cache/step/residual_estimators.h"

#include <ATen/ATen.h>

namespace plumbline::cache {

Estimate LastResidual::estimate(const at::Tensor& input,
                                const at::Tensor& /*probe*/,
                                const History& history,
                                const Reading& /*reading*/) const {
    return {.output = input + history.newest().stack};
}

Estimate RemainingResidual::estimate(const at::Tensor& /*input*/,
                                     const at::Tensor& probe,
                                     const History& history,
                                     const Reading& /*reading*/) const {
    return {.output = (probe + history.newest().stack).sub_(history.newest().probe)};
}

}  // namespace plumbline::cache
