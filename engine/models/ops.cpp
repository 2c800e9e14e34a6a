// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ops.h"

#include "base/check.h"
#include "tensor_io/scaled_weights.h"

#include <ATen/ATen.h>
#include <c10/core/GradMode.h>

namespace plumbline::models {
namespace {

// Rows of the wide MLP intermediate alive at once: 8192 × 13824 × 2 bytes is 226 MB for the largest
// Wan.
constexpr std::int64_t kMlpRows = 8192;

}  // namespace

Linear take_linear(const tensor_io::WeightScope& scope,
                   std::string_view name,
                   std::int64_t out,
                   std::int64_t in,
                   bool bias) {
    const tensor_io::WeightScope place = scope[name];
    const tensor_io::StoredTensor weight = place.stored("weight", {out, in});
    Linear layer{.weight = weight.tensor, .bias = {}, .scale = weight.scale};
    if (bias) layer.bias = place.tensor("bias", {out});
    return layer;
}

at::Tensor linear(const at::Tensor& x, const Linear& layer) {
    if (!tensor_io::is_float8(layer.weight.scalar_type()))
        return at::linear(x, layer.weight, layer.bias);
    return at::linear(x, tensor_io::unscaled(layer.weight, layer.scale, x.scalar_type()),
                      layer.bias);
}

at::Tensor sinusoidal_embedding(const at::Tensor& t, std::int64_t dim) {
    PLUMBLINE_CHECK(dim % 2 == 0, "sinusoid of odd width {}", dim);
    const std::int64_t half = dim / 2;
    const at::Tensor exponent =
        at::arange(half, at::TensorOptions().dtype(at::kDouble)).div(-static_cast<double>(half));
    const at::Tensor frequency = at::pow(10000.0, exponent).to(t.device());
    const at::Tensor angle = t.to(at::kDouble).unsqueeze(1) * frequency.unsqueeze(0);
    return at::cat({angle.cos(), angle.sin()}, 1).to(at::kFloat);
}

at::Tensor attention(const at::Tensor& q,
                     const at::Tensor& k,
                     const at::Tensor& v,
                     const at::Tensor& bias) {
    std::optional<at::Tensor> mask;
    // The choice of kernel looks at the mask's last two axes.
    if (bias.defined()) mask = bias.dim() == 1 ? bias.unsqueeze(0) : bias;
    const at::Tensor mixed = at::scaled_dot_product_attention(q, k, v, mask);
    return mixed.transpose(1, 2).flatten(2);
}

at::Tensor split_heads(const at::Tensor& x, std::int64_t heads) {
    return x.unflatten(2, {heads, x.size(2) / heads}).transpose(1, 2);
}

at::Tensor gelu_mlp(const at::Tensor& x, const Linear& in, const Linear& out) {
    if (c10::GradMode::is_enabled()) return linear(at::gelu(linear(x, in), "tanh"), out);
    const auto run = [&](const at::Tensor& rows) {
        at::Tensor wide = linear(rows, in);
        at::gelu_(wide, "tanh");
        return linear(wide, out);
    };
    if (x.size(1) <= kMlpRows) return run(x);
    std::vector<at::Tensor> parts;
    for (std::int64_t start = 0; start < x.size(1); start += kMlpRows) {
        parts.push_back(run(x.narrow(1, start, std::min(kMlpRows, x.size(1) - start))));
    }
    return at::cat(parts, 1);
}

at::Tensor patchify(const at::Tensor& x) {
    const auto b = x.size(0), c = x.size(1), t = x.size(2), h = x.size(3) / 2, w = x.size(4) / 2;
    return x.reshape({b, c, t, h, 2, w, 2})
        .permute({0, 2, 3, 5, 1, 4, 6})
        .reshape({b, t * h * w, c * 4});
}

std::pair<at::Tensor, at::Tensor> rope_tables(const std::array<std::int64_t, 3>& axes,
                                              double theta,
                                              const std::vector<std::int64_t>& grid) {
    const auto options = at::TensorOptions().dtype(at::kDouble);
    std::vector<at::Tensor> angles;
    for (std::size_t axis = 0; axis < 3; ++axis) {
        const std::int64_t pairs = axes[axis] / 2;
        const at::Tensor frequency =
            at::pow(theta, at::arange(pairs, options).mul(-2.0 / static_cast<double>(axes[axis])));
        const at::Tensor angle =
            at::arange(grid[axis], options).unsqueeze(1) * frequency.unsqueeze(0);
        std::vector<std::int64_t> view{1, 1, 1, pairs};
        view[axis] = grid[axis];
        angles.push_back(angle.view(view).expand({grid[0], grid[1], grid[2], pairs}));
    }
    const at::Tensor all = at::cat(angles, 3).flatten(0, 2);
    return {all.cos().to(at::kFloat), all.sin().to(at::kFloat)};
}

}  // namespace plumbline::models
