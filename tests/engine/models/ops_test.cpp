// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ops.h"

#include "support/golden_tensors.h"

#include <ATen/ATen.h>
#include <c10/core/GradMode.h>
#include <gtest/gtest.h>

#include <cmath>

namespace plumbline::models {
namespace {

using plumbline::tests::relative_difference;

TEST(RopeTables, TurnEachAxisByItsOwnPosition) {
    const auto [cos, sin] = rope_tables({12, 10, 10}, 10000.0, {3, 2, 4});
    ASSERT_EQ(cos.sizes(), (std::vector<std::int64_t>{24, 16}));
    ASSERT_EQ(sin.sizes(), cos.sizes());
    const auto angle = [](std::int64_t position, int pair, int dims) {
        return static_cast<double>(position) * std::pow(10000.0, -2.0 * pair / dims);
    };
    for (std::int64_t token = 0; token < 24; ++token) {
        const std::int64_t t = token / 8, y = token / 4 % 2, x = token % 4;
        for (int pair = 0; pair < 16; ++pair) {
            const double expected = pair < 6    ? angle(t, pair, 12)
                                    : pair < 11 ? angle(y, pair - 6, 10)
                                                : angle(x, pair - 11, 10);
            EXPECT_NEAR(cos[token][pair].item<double>(), std::cos(expected), 1e-7);
            EXPECT_NEAR(sin[token][pair].item<double>(), std::sin(expected), 1e-7);
        }
    }
}

TEST(SinusoidalEmbedding, CosinesFirst) {
    const at::Tensor out = sinusoidal_embedding(at::tensor({0.0, 999.0}, at::kDouble), 8);
    ASSERT_EQ(out.sizes(), (std::vector<std::int64_t>{2, 8}));
    for (int i = 0; i < 4; ++i) {
        const double angle = 999.0 * std::pow(10000.0, -i / 4.0);
        EXPECT_NEAR(out[1][i].item<double>(), std::cos(angle), 1e-6);
        EXPECT_NEAR(out[1][i + 4].item<double>(), std::sin(angle), 1e-6);
        EXPECT_EQ(out[0][i].item<double>(), 1.0);
        EXPECT_EQ(out[0][i + 4].item<double>(), 0.0);
    }
}

TEST(Attention, ABiasIsAddedToTheScores) {
    at::manual_seed(1);
    const at::Tensor q = at::randn({2, 3, 5, 8}), k = at::randn({2, 3, 7, 8}),
                     v = at::randn({2, 3, 7, 8});
    const at::Tensor bias = at::randn({1, 1, 1, 7});
    const at::Tensor scores = at::matmul(q, k.transpose(2, 3)) / std::sqrt(8.0);
    const auto composed = [&](const at::Tensor& s) {
        return at::matmul(at::softmax(s, -1), v).transpose(1, 2).flatten(2);
    };
    EXPECT_LT(relative_difference(attention(q, k, v), composed(scores)), 1e-5);
    EXPECT_LT(relative_difference(attention(q, k, v, bias), composed(scores + bias)), 1e-5);
    EXPECT_LT(relative_difference(attention(q, k, v, bias.flatten()), composed(scores + bias)),
              1e-5);
}

TEST(SplitHeads, IsAView) {
    const at::Tensor x = at::arange(24, at::kFloat).reshape({1, 2, 12});
    const at::Tensor heads = split_heads(x, 3);
    EXPECT_EQ(heads.sizes(), (std::vector<std::int64_t>{1, 3, 2, 4}));
    EXPECT_EQ(heads.const_data_ptr(), x.const_data_ptr());
    EXPECT_EQ(heads[0][2][1][3].item<float>(), 23.0F);
}

TEST(GeluMlp, ChunksOfRowsGiveTheSame) {
    at::manual_seed(2);
    const Linear in{.weight = at::randn({6, 3}), .bias = at::randn({6})};
    const Linear out{.weight = at::randn({3, 6}), .bias = at::randn({3})};
    const at::Tensor x = at::randn({1, 8192 + 37, 3});  // more rows than one chunk
    const at::Tensor copy = x.clone();
    at::Tensor whole;
    {
        const c10::AutoGradMode recording(true);
        whole = gelu_mlp(x, in, out);
    }
    const c10::NoGradGuard no_grad;
    EXPECT_LT(relative_difference(gelu_mlp(x, in, out), whole), 1e-6);
    EXPECT_TRUE(at::equal(x, copy));
}

}  // namespace
}  // namespace plumbline::models
