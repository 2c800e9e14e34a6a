// SPDX-License-Identifier: GPL-3.0-or-later
#include "cuda/modulate.h"

#include "base/check.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <c10/core/GradMode.h>

#include <cmath>

// Rows are short (a model width), so one thread handles whole rows and the compiler vectorises
// within them. The clones let one binary use wide vectors where the processor has them.
#if defined(__x86_64__)
#define PLUMBLINE_VECTOR_CLONES \
    __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define PLUMBLINE_VECTOR_CLONES
#endif

namespace plumbline::cuda {
namespace {

// Elements a thread should get at least; below that starting it costs more than it saves.
constexpr std::int64_t kGrainElements = 32768;

std::int64_t row_grain(std::int64_t width) {
    return std::max<std::int64_t>(1, kGrainElements / width);
}

bool fused(const at::Tensor& x) {
    return !c10::GradMode::is_enabled() && x.device().is_cpu() && x.scalar_type() == at::kFloat &&
           x.is_contiguous();
}

/// [B, 1, D] or [B, D] → contiguous f32 [B, D] or [1, D].
at::Tensor per_sample(const at::Tensor& m) {
    return (m.dim() == 3 ? m.squeeze(1) : m).contiguous();
}

at::Tensor broadcast_rows(const at::Tensor& m) {
    return m.dim() == 2 ? m.unsqueeze(1) : m;
}

PLUMBLINE_VECTOR_CLONES
void layer_norm_row(const float* x,
                    const float* scale,
                    const float* shift,
                    float* out,
                    std::int64_t width,
                    float eps) {
    float sum = 0.0F;
#pragma omp simd reduction(+ : sum)
    for (std::int64_t i = 0; i < width; ++i) sum += x[i];
    const float mean = sum / static_cast<float>(width);
    float squares = 0.0F;
#pragma omp simd reduction(+ : squares)
    for (std::int64_t i = 0; i < width; ++i) squares += (x[i] - mean) * (x[i] - mean);
    const float inverse = 1.0F / std::sqrt(squares / static_cast<float>(width) + eps);
#pragma omp simd
    for (std::int64_t i = 0; i < width; ++i)
        out[i] = (x[i] - mean) * inverse * (1.0F + scale[i]) + shift[i];
}

PLUMBLINE_VECTOR_CLONES
void gated_row(const float* x, const float* y, const float* gate, float* out, std::int64_t width) {
#pragma omp simd
    for (std::int64_t i = 0; i < width; ++i) out[i] = x[i] + gate[i] * y[i];
}

PLUMBLINE_VECTOR_CLONES
float inverse_rms(const float* x, std::int64_t width, float eps) {
    float squares = 0.0F;
#pragma omp simd reduction(+ : squares)
    for (std::int64_t i = 0; i < width; ++i) squares += x[i] * x[i];
    return 1.0F / std::sqrt(squares / static_cast<float>(width) + eps);
}

PLUMBLINE_VECTOR_CLONES
void scaled_row(const float* x,
                const float* weight,
                float inverse,
                float* out,
                std::int64_t width) {
#pragma omp simd
    for (std::int64_t i = 0; i < width; ++i) out[i] = x[i] * inverse * weight[i];
}

PLUMBLINE_VECTOR_CLONES
void scaled_rotated_row(const float* x,
                        const float* weight,
                        float inverse,
                        const float* cos,
                        const float* sin,
                        float* out,
                        std::int64_t pairs) {
#pragma omp simd
    for (std::int64_t i = 0; i < pairs; ++i) {
        const float a = x[2 * i] * inverse * weight[2 * i];
        const float b = x[2 * i + 1] * inverse * weight[2 * i + 1];
        out[2 * i] = a * cos[i] - b * sin[i];
        out[2 * i + 1] = a * sin[i] + b * cos[i];
    }
}

/// x: [B, heads, L, head_dim] → the same, each pair turned; as it is without a table.
at::Tensor rotated(const at::Tensor& x, const at::Tensor& cos, const at::Tensor& sin) {
    if (!cos.defined()) return x;
    const at::Tensor pairs = x.to(at::kFloat).unflatten(3, {-1, 2});
    const at::Tensor a = pairs.select(4, 0), b = pairs.select(4, 1);
    return at::stack({a * cos - b * sin, a * sin + b * cos}, 4).flatten(3).to(x.scalar_type());
}

at::Tensor rms_norm_rope_aten(const at::Tensor& x,
                              const at::Tensor& weight,
                              double eps,
                              int heads,
                              const at::Tensor& cos,
                              const at::Tensor& sin) {
    // Statistics in f32, rounded to the input's dtype before the weight, as the published model
    // does it.
    const at::Tensor wide = x.to(at::kFloat);
    const at::Tensor normal =
        (wide * at::rsqrt(wide.square().mean(-1, true) + eps)).to(x.scalar_type()) * weight;
    return rotated(normal.unflatten(2, {heads, x.size(2) / heads}).transpose(1, 2), cos, sin);
}

void head_norm_rope_aten(const at::Tensor& x,
                         const at::Tensor& weight,
                         double eps,
                         const at::Tensor& cos,
                         const at::Tensor& sin,
                         const at::Tensor& out) {
    const at::Tensor split = x.unflatten(2, {out.size(1), out.size(3)}).transpose(1, 2);
    const at::Tensor wide = split.to(at::kFloat);
    const at::Tensor normal =
        (wide * at::rsqrt(wide.square().mean(-1, true) + eps)).to(x.scalar_type()) * weight;
    out.copy_(rotated(normal, cos, sin));
}

/// Whether the fused form reads these rows and writes those.
bool fused_rows(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& out) {
    return !c10::GradMode::is_enabled() && x.device().is_cpu() && x.scalar_type() == at::kFloat &&
           x.stride(2) == 1 && out.scalar_type() == at::kFloat && out.stride(3) == 1 &&
           weight.scalar_type() == at::kFloat && weight.is_contiguous();
}

}  // namespace

at::Tensor modulated_layer_norm(const at::Tensor& x,
                                const at::Tensor& scale,
                                const at::Tensor& shift,
                                double eps) {
    if (!fused(x) || scale.scalar_type() != at::kFloat) {
        const at::Tensor normal = at::layer_norm(x.to(at::kFloat), {x.size(2)}, {}, {}, eps);
        return (normal * (broadcast_rows(scale) + 1.0) + broadcast_rows(shift)).to(x.scalar_type());
    }
    const std::int64_t width = x.size(2), length = x.size(1);
    const at::Tensor scales = per_sample(scale), shifts = per_sample(shift);
    PLUMBLINE_CHECK(scales.size(1) == width && shifts.size(0) == scales.size(0),
                    "modulation does not fit");
    at::Tensor out = at::empty_like(x);
    const float* input = x.const_data_ptr<float>();
    const float* scale_data = scales.const_data_ptr<float>();
    const float* shift_data = shifts.const_data_ptr<float>();
    float* output = out.data_ptr<float>();
    const bool shared = scales.size(0) == 1;
    at::parallel_for(0, x.size(0) * length, row_grain(width),
                     [&](std::int64_t begin, std::int64_t end) {
                         for (std::int64_t row = begin; row < end; ++row) {
                             const std::int64_t sample = shared ? 0 : row / length;
                             layer_norm_row(input + row * width, scale_data + sample * width,
                                            shift_data + sample * width, output + row * width,
                                            width, static_cast<float>(eps));
                         }
                     });
    return out;
}

at::Tensor gated_add(const at::Tensor& x, const at::Tensor& y, const at::Tensor& gate) {
    if (!fused(x) || !fused(y) || gate.scalar_type() != at::kFloat) {
        return (x + y * broadcast_rows(gate)).to(x.scalar_type());
    }
    const std::int64_t width = x.size(2), length = x.size(1);
    const at::Tensor gates = per_sample(gate);
    PLUMBLINE_CHECK(gates.size(1) == width && y.sizes() == x.sizes(), "gate does not fit");
    at::Tensor out = at::empty_like(x);
    const float* left = x.const_data_ptr<float>();
    const float* right = y.const_data_ptr<float>();
    const float* gate_data = gates.const_data_ptr<float>();
    float* output = out.data_ptr<float>();
    const bool shared = gates.size(0) == 1;
    at::parallel_for(0, x.size(0) * length, row_grain(width),
                     [&](std::int64_t begin, std::int64_t end) {
                         for (std::int64_t row = begin; row < end; ++row) {
                             const std::int64_t sample = shared ? 0 : row / length;
                             gated_row(left + row * width, right + row * width,
                                       gate_data + sample * width, output + row * width, width);
                         }
                     });
    return out;
}

at::Tensor rms_norm_rope(const at::Tensor& x,
                         const at::Tensor& weight,
                         double eps,
                         int heads,
                         const at::Tensor& cos,
                         const at::Tensor& sin) {
    if (!fused(x) || weight.scalar_type() != at::kFloat || !weight.is_contiguous()) {
        return rms_norm_rope_aten(x, weight, eps, heads, cos, sin);
    }
    const std::int64_t batch = x.size(0), length = x.size(1), width = x.size(2),
                       head_dim = width / heads;
    const bool rotate = cos.defined();
    PLUMBLINE_CHECK(
        !rotate || (cos.size(0) == length && cos.size(1) * 2 == head_dim && cos.is_contiguous()),
        "rotation table does not fit");
    at::Tensor out = at::empty({batch, heads, length, head_dim}, x.options());
    const float* input = x.const_data_ptr<float>();
    const float* weights = weight.const_data_ptr<float>();
    const float* cos_data = rotate ? cos.const_data_ptr<float>() : nullptr;
    const float* sin_data = rotate ? sin.const_data_ptr<float>() : nullptr;
    float* output = out.data_ptr<float>();
    at::parallel_for(
        0, batch * length, row_grain(width), [&](std::int64_t begin, std::int64_t end) {
            for (std::int64_t row = begin; row < end; ++row) {
                const std::int64_t sample = row / length, token = row % length;
                const float* line = input + row * width;
                const float inverse = inverse_rms(line, width, static_cast<float>(eps));
                for (std::int64_t head = 0; head < heads; ++head) {
                    float* to = output + ((sample * heads + head) * length + token) * head_dim;
                    const float* from = line + head * head_dim;
                    const float* by = weights + head * head_dim;
                    if (rotate) {
                        scaled_rotated_row(from, by, inverse, cos_data + token * (head_dim / 2),
                                           sin_data + token * (head_dim / 2), to, head_dim / 2);
                    } else {
                        scaled_row(from, by, inverse, to, head_dim);
                    }
                }
            }
        });
    return out;
}

void head_norm_rope(const at::Tensor& x,
                    const at::Tensor& weight,
                    double eps,
                    const at::Tensor& cos,
                    const at::Tensor& sin,
                    const at::Tensor& out) {
    const std::int64_t length = out.size(2), heads = out.size(1), head_dim = out.size(3);
    PLUMBLINE_CHECK(x.size(0) == out.size(0) && x.size(1) == length &&
                        x.size(2) == heads * head_dim && weight.numel() == head_dim,
                    "heads do not fit");
    PLUMBLINE_CHECK(!cos.defined() || (cos.size(0) == length && cos.size(1) * 2 == head_dim &&
                                       cos.is_contiguous() && sin.is_contiguous()),
                    "rotation table does not fit");
    if (!fused_rows(x, weight, out)) return head_norm_rope_aten(x, weight, eps, cos, sin, out);
    const float* input = x.const_data_ptr<float>();
    const float* by = weight.const_data_ptr<float>();
    const float* cos_data = cos.defined() ? cos.const_data_ptr<float>() : nullptr;
    const float* sin_data = cos.defined() ? sin.const_data_ptr<float>() : nullptr;
    float* output = out.data_ptr<float>();
    const auto from_steps = x.strides(), to_steps = out.strides();
    at::parallel_for(
        0, x.size(0) * length, row_grain(x.size(2)), [&](std::int64_t begin, std::int64_t end) {
            for (std::int64_t row = begin; row < end; ++row) {
                const std::int64_t sample = row / length, token = row % length;
                const float* line = input + sample * from_steps[0] + token * from_steps[1];
                float* place = output + sample * to_steps[0] + token * to_steps[2];
                for (std::int64_t head = 0; head < heads; ++head) {
                    const float* from = line + head * head_dim;
                    float* to = place + head * to_steps[1];
                    const float inverse = inverse_rms(from, head_dim, static_cast<float>(eps));
                    if (cos_data != nullptr) {
                        scaled_rotated_row(from, by, inverse, cos_data + token * (head_dim / 2),
                                           sin_data + token * (head_dim / 2), to, head_dim / 2);
                    } else {
                        scaled_row(from, by, inverse, to, head_dim);
                    }
                }
            }
        });
}

}  // namespace plumbline::cuda
