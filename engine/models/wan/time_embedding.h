// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/ops.h"
#include "models/wan/config.h"
#include "tensor_io/weight_scope.h"

#include <ATen/core/Tensor.h>

namespace plumbline::models::wan {

/// What depends on the timestep alone, the same for every prompt and both guidance branches.
struct TimePart {
    at::Tensor embedding, modulation;  // [B, D], [B, 6, D]
};

class TimeEmbedding {
public:
    TimeEmbedding() = default;
    /// Throws Error{Input} where a tensor is missing.
    TimeEmbedding(const tensor_io::WeightScope& scope, const Config& config);
    /// t: [B] f64.
    [[nodiscard]] TimePart at(const at::Tensor& t) const;

private:
    std::int64_t freq_dim_ = 0, dim_ = 0;
    Linear in_, out_, projection_;
};

}  // namespace plumbline::models::wan
