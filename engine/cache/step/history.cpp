// SPDX-License-Identifier: GPL-3.0-or-later
#include "cache/step/history.h"

#include <ATen/ATen.h>

#include <utility>

namespace plumbline::cache {

void History::remember_call(const at::Tensor& input, const at::Tensor& probe) {
    if (!needs_.last_call) return;
    input_ = input;
    probe_ = probe;
}

void History::remember_residuals(const at::Tensor& input,
                                 const at::Tensor& probe,
                                 const at::Tensor& output) {
    // Frees the oldest pair before the new one is made.
    older_ = needs_.older ? std::move(newest_) : ResidualPair();
    newest_ = {};
    newest_.stack = output - input;
    if (needs_.probe_residual) newest_.probe = probe - input;
}

std::vector<at::Tensor> History::tensors() const {
    return {input_, probe_, newest_.stack, newest_.probe, older_.stack, older_.probe};
}

}  // namespace plumbline::cache
