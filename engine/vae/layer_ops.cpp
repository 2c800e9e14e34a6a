// SPDX-License-Identifier: GPL-3.0-or-later
#include "vae/layer_ops.h"

#include <ATen/ATen.h>
#include <c10/core/GradMode.h>

namespace plumbline::vae {

// The parameter itself is returned, so that it is moved from: what a call took by value lives until
// the caller's expression ends, and a second owner with it.

at::Tensor activate(at::Tensor x) {
    if (c10::GradMode::is_enabled()) return at::silu(x);
    at::silu_(x);
    return x;
}

at::Tensor plus(at::Tensor a, const at::Tensor& b) {
    if (c10::GradMode::is_enabled() || a.scalar_type() != b.scalar_type()) return a + b;
    a.add_(b);
    return a;
}

at::Tensor times(at::Tensor a, const at::Tensor& b) {
    if (c10::GradMode::is_enabled() || a.scalar_type() != b.scalar_type()) return a * b;
    a.mul_(b);
    return a;
}

at::Tensor frames_as_batch(const at::Tensor& x) {
    return x.transpose(1, 2).flatten(0, 1);
}

at::Tensor batch_as_frames(const at::Tensor& x, std::int64_t batch) {
    return x.unflatten(0, {batch, x.size(0) / batch}).transpose(1, 2);
}

at::Tensor attend(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v) {
    return at::scaled_dot_product_attention(q.unsqueeze(1), k.unsqueeze(1), v.unsqueeze(1))
        .squeeze(1);
}

at::Tensor halved(const at::Tensor& pictures, const at::Tensor& weight, const at::Tensor& bias) {
    return at::conv2d(at::constant_pad_nd(pictures, {0, 1, 0, 1}), weight, bias, 2);
}

at::Tensor doubled(const at::Tensor& pictures, const at::Tensor& weight, const at::Tensor& bias) {
    const at::Tensor large = at::upsample_nearest2d(
        pictures, {pictures.size(2) * 2, pictures.size(3) * 2}, std::nullopt, std::nullopt);
    return at::conv2d(large, weight, bias, 1, 1);
}

}  // namespace plumbline::vae
