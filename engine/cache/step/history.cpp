// SPDX-License-Identifier: GPL-3.0-or-later
#include "cache/step/history.h"

#include <ATen/ATen.h>

#include <utility>

namespace plumbline::cache {

void History::remember_call(const at::Tensor& input, const at::Tensor& probe) {
    input_ = input;
    probe_ = probe;
}

void History::remember_residuals(const at::Tensor& input,
                                 const at::Tensor& probe,
                                 const at::Tensor& output) {
    older_ = std::move(newest_);  // frees the oldest pair before the new one is made
    newest_ = {.stack = output - input, .probe = probe - input};
}

std::vector<at::Tensor> History::tensors() const {
    return {input_, probe_, newest_.stack, newest_.probe, older_.stack, older_.probe};
}

}  // namespace plumbline::cache
