// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/wan/time_embedding.h"

#include <ATen/ATen.h>

namespace plumbline::models::wan {

TimeEmbedding::TimeEmbedding(const tensor_io::WeightScope& scope, const Config& config)
    : freq_dim_(config.freq_dim),
      dim_(config.dim),
      in_(take_linear(scope, "time_embedding.0", config.dim, config.freq_dim)),
      out_(take_linear(scope, "time_embedding.2", config.dim, config.dim)),
      projection_(take_linear(scope, "time_projection.1", 6 * config.dim, config.dim)) {}

TimePart TimeEmbedding::at(const at::Tensor& t) const {
    const at::Tensor sinusoid = sinusoidal_embedding(t, freq_dim_).to(out_.bias.options());
    TimePart time;
    time.embedding = linear(at::silu(linear(sinusoid, in_)), out_);
    time.modulation = linear(at::silu(time.embedding), projection_).unflatten(1, {6, dim_});
    return time;
}

}  // namespace plumbline::models::wan
