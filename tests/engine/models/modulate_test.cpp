// SPDX-License-Identifier: GPL-3.0-or-later
// Every fused form against the ATen form that runs while gradients are recorded, and against plain
// f64.
#include "cuda/modulate.h"

#include "support/golden_tensors.h"

#include <ATen/ATen.h>
#include <c10/core/GradMode.h>
#include <gtest/gtest.h>

#include <functional>

namespace plumbline::cuda {
namespace {

using plumbline::tests::relative_difference;

constexpr double kLimit = 1e-5;
constexpr double kEps = 1e-6;

struct Sizes {
    std::int64_t batch, length, width;
};
// Odd widths leave a rest beyond whole vectors; 1 and 3 are narrower than any vector.
constexpr Sizes kSizes[] = {{1, 1, 1},  {1, 3, 3},   {2, 5, 7},     {1, 1, 97},
                            {3, 2, 31}, {2, 17, 64}, {1, 301, 130}, {2, 700, 33}};

void expect_same(const std::function<at::Tensor()>& run, const at::Tensor& reference) {
    at::Tensor fused, composed;
    {
        const c10::NoGradGuard no_grad;
        fused = run();
    }
    {
        const c10::AutoGradMode recording(true);
        composed = run();
    }
    EXPECT_EQ(fused.scalar_type(), composed.scalar_type());
    EXPECT_LT(relative_difference(fused, composed), kLimit) << fused.sizes();
    EXPECT_LT(relative_difference(fused, reference), kLimit) << fused.sizes();
}

at::Tensor layer_norm_f64(const at::Tensor& x, const at::Tensor& scale, const at::Tensor& shift) {
    const at::Tensor wide = x.to(at::kDouble);
    const at::Tensor centred = wide - wide.mean(-1, true);
    const at::Tensor normal = centred / (centred.square().mean(-1, true) + kEps).sqrt();
    return normal * (scale.to(at::kDouble) + 1) + shift.to(at::kDouble);
}

TEST(ModulatedLayerNorm, EqualsTheComposedForm) {
    at::manual_seed(1);
    for (const Sizes& s : kSizes) {
        const at::Tensor x = at::randn({s.batch, s.length, s.width}) * 3 + 1;
        for (const std::int64_t samples : {std::int64_t{1}, s.batch}) {
            const at::Tensor scale = at::randn({samples, 1, s.width});
            const at::Tensor shift = at::randn({samples, 1, s.width});
            const at::Tensor expected = layer_norm_f64(x, scale, shift);
            expect_same([&] { return modulated_layer_norm(x, scale, shift, kEps); }, expected);
            expect_same(
                [&] { return modulated_layer_norm(x, scale.squeeze(1), shift.squeeze(1), kEps); },
                expected);
        }
    }
}

TEST(ModulatedLayerNorm, TakesSlicesOfOneModulation) {
    at::manual_seed(2);
    const at::Tensor x = at::randn({2, 5, 9});
    const std::vector<at::Tensor> parts = at::randn({2, 6, 9}).chunk(6, 1);
    expect_same([&] { return modulated_layer_norm(x, parts[1], parts[0], kEps); },
                layer_norm_f64(x, parts[1], parts[0]));
    const at::Tensor turned = at::randn({2, 9, 5}).transpose(1, 2);  // not contiguous
    expect_same([&] { return modulated_layer_norm(turned, parts[4], parts[3], kEps); },
                layer_norm_f64(turned, parts[4], parts[3]));
}

TEST(GatedAdd, EqualsTheComposedForm) {
    at::manual_seed(3);
    for (const Sizes& s : kSizes) {
        const at::Tensor x = at::randn({s.batch, s.length, s.width});
        const at::Tensor y = at::randn({s.batch, s.length, s.width});
        const at::Tensor before = x.clone();
        for (const std::int64_t samples : {std::int64_t{1}, s.batch}) {
            const at::Tensor gate = at::randn({samples, 1, s.width});
            const at::Tensor expected = x.to(at::kDouble) + y.to(at::kDouble) * gate;
            expect_same([&] { return gated_add(x, y, gate); }, expected);
            expect_same([&] { return gated_add(x, y, gate.squeeze(1)); }, expected);
        }
        EXPECT_TRUE(at::equal(x, before));
    }
    const at::Tensor x = at::randn({2, 4, 6}), y = at::randn({2, 6, 4}).transpose(1, 2);
    const at::Tensor gate = at::randn({2, 3, 6}).select(1, 1);
    expect_same([&] { return gated_add(x, y, gate); }, x + y * gate.unsqueeze(1));
}

at::Tensor rms_rope_f64(const at::Tensor& x,
                        const at::Tensor& weight,
                        int heads,
                        const at::Tensor& cos,
                        const at::Tensor& sin) {
    const at::Tensor wide = x.to(at::kDouble);
    const at::Tensor normal = wide / (wide.square().mean(-1, true) + kEps).sqrt() * weight;
    const at::Tensor split = normal.unflatten(2, {heads, -1}).transpose(1, 2);
    if (!cos.defined()) return split;
    const at::Tensor a = split.slice(3, 0, std::nullopt, 2), b = split.slice(3, 1, std::nullopt, 2);
    return at::stack({a * cos - b * sin, a * sin + b * cos}, 4).flatten(3);
}

TEST(RmsNormRope, EqualsTheComposedForm) {
    at::manual_seed(4);
    struct Heads {
        int heads;
        std::int64_t head_dim;
    };
    for (const Heads h : {Heads{1, 2}, Heads{3, 6}, Heads{2, 10}, Heads{5, 32}, Heads{1, 66}}) {
        for (const std::int64_t length : {1, 7, 129}) {
            const at::Tensor x = at::randn({2, length, h.heads * h.head_dim}) * 2;
            const at::Tensor weight = at::randn({h.heads * h.head_dim});
            const at::Tensor angle = at::randn({length, h.head_dim / 2});
            const at::Tensor cos = angle.cos(), sin = angle.sin();
            expect_same([&] { return rms_norm_rope(x, weight, kEps, h.heads, cos, sin); },
                        rms_rope_f64(x, weight, h.heads, cos, sin));
            expect_same([&] { return rms_norm_rope(x, weight, kEps, h.heads, {}, {}); },
                        rms_rope_f64(x, weight, h.heads, {}, {}));
        }
    }
}

// Queries and keys as a double-stream block makes them: slices of one product, written into a part
// of a longer sequence.
TEST(HeadNormRope, EqualsTheComposedFormInPlaceOfAPart) {
    at::manual_seed(6);
    constexpr std::int64_t kHeads = 3, kBefore = 2, kAfter = 4;
    for (const std::int64_t head_dim : {2, 6, 10, 32, 66}) {
        for (const std::int64_t length : {1, 7, 129}) {
            const std::int64_t width = kHeads * head_dim;
            const at::Tensor qkv = at::randn({2, length, 3 * width}) * 2;
            const at::Tensor weight = at::randn({head_dim}),
                             angle = at::randn({length, head_dim / 2});
            for (const bool rotate : {true, false}) {
                const at::Tensor cos = rotate ? angle.cos() : at::Tensor();
                const at::Tensor sin = rotate ? angle.sin() : at::Tensor();
                const at::Tensor x = qkv.narrow(2, width, width);
                const auto run = [&] {
                    const at::Tensor whole =
                        at::zeros({2, kHeads, kBefore + length + kAfter, head_dim});
                    head_norm_rope(x, weight, kEps, cos, sin, whole.narrow(2, kBefore, length));
                    return whole;
                };
                const at::Tensor alone = x.unflatten(2, {kHeads, head_dim}).transpose(1, 2);
                const at::Tensor one_head =
                    rms_rope_f64(alone.flatten(0, 1), weight, 1, cos, sin).squeeze(1);
                const at::Tensor expected = at::constant_pad_nd(one_head.unflatten(0, {2, kHeads}),
                                                                {0, 0, kBefore, kAfter});
                expect_same(run, expected);
            }
        }
    }
}

TEST(Modulate, KeepsTheDtypeOfHalfPrecision) {
    at::manual_seed(5);
    const at::Tensor x = at::randn({2, 5, 12}), m = at::randn({2, 1, 12}), w = at::randn({12});
    const auto half = [](const at::Tensor& t) { return t.to(at::kBFloat16); };
    const c10::NoGradGuard no_grad;
    const at::Tensor norm = modulated_layer_norm(half(x), half(m), half(m), kEps);
    const at::Tensor sum = gated_add(half(x), half(x), half(m));
    const at::Tensor heads = rms_norm_rope(half(x), half(w), kEps, 2, {}, {});
    for (const at::Tensor& out : {norm, sum, heads}) EXPECT_EQ(out.scalar_type(), at::kBFloat16);
    EXPECT_LT(relative_difference(norm, modulated_layer_norm(x, m, m, kEps)), 0.02);
    EXPECT_LT(relative_difference(sum, gated_add(x, x, m)), 0.02);
    EXPECT_LT(relative_difference(heads, rms_norm_rope(x, w, kEps, 2, {}, {})), 0.02);
}

}  // namespace
}  // namespace plumbline::cuda
