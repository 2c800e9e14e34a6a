// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

namespace plumbline::cache {

/// mean|a - b| and mean|b| over every element, in f32, without a temporary of their size.
struct Change {
    double difference = 0, reference = 0;
    [[nodiscard]] double relative() const { return difference / reference; }
};
[[nodiscard]] Change change_between(const at::Tensor& a, const at::Tensor& b);

/// Over every element, in f32: unlike the norm it stays the same at another resolution.
[[nodiscard]] double root_mean_square(const at::Tensor& x);

}  // namespace plumbline::cache
