// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <initializer_list>

namespace plumbline::schedulers {

/// Sees to it that the steps of a sampler are taken in order.
class StepOrder {
public:
    /// Checks that step is the next of `count` and that the tensors fit together; counts on.
    void enter(int step, int count, const at::Tensor& latents, const at::Tensor& prediction);

private:
    int next_step_ = 0;
};

/// One summand of a linear combination; the tensor outlives the call.
struct Term {
    double factor;
    const at::Tensor& tensor;
};

/// Sum of factor * tensor in a new tensor: one pass over the memory a term, none for a factor of 0.
[[nodiscard]] at::Tensor combination(std::initializer_list<Term> terms);

}  // namespace plumbline::schedulers
