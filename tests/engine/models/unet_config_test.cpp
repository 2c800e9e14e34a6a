// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/tiny_unet.h"
#include "support/expect_error.h"

#include <gtest/gtest.h>

#include <numeric>

namespace plumbline::models::unet {
namespace {

using plumbline::tests::expect_error;

TEST(UnetConfig, SizesComeFromTheTensors) {
    const Config config = detect_config(tiny(), two_heads());
    EXPECT_EQ(config.in_channels, 4);
    EXPECT_EQ(config.out_channels, 4);
    EXPECT_EQ(config.layers, 2);
    EXPECT_EQ(config.text_dim, 64);
    EXPECT_EQ(config.freq_dim, 8);
    EXPECT_EQ(config.time_dim, 32);
    EXPECT_EQ(config.heads, 2);
    EXPECT_EQ(config.groups, 4);
    ASSERT_EQ(config.level_count(), 4);
    const std::vector<std::int64_t> channels{8, 16, 20, 20};
    for (std::size_t i = 0; i < 4; ++i) {
        EXPECT_EQ(config.levels[i].channels, channels[i]);
        EXPECT_EQ(config.levels[i].attention, i < 3);
    }
}

TEST(UnetConfig, WhatTensorsCannotTellIsThePublishedSize) {
    // 8 channels are neither 32 groups nor, at this width, what the published heads expect.
    expect_error(ErrorKind::Input, "32 groups", [] { return detect_config(tiny(), {}).heads; });
    ConfigHints hints = two_heads();
    hints.head_dim = 3;
    expect_error(ErrorKind::Input, "3 heads", [&] { return detect_config(tiny(), hints).heads; });
    hints.head_dim.reset();
    expect_error(ErrorKind::Input, "8 heads", [&] { return detect_config(tiny(), hints).heads; });
}

TEST(UnetConfig, ThePublishedModelHasItsPublishedSize) {
    std::int64_t total = 0;
    for (const auto& [name, shape] : parameters(Config{})) {
        total += std::accumulate(shape.begin(), shape.end(), std::int64_t{1}, std::multiplies{});
    }
    EXPECT_EQ(total, 859'520'964);
}

/// The products of queries, keys and values, which counters of layers do not see.
double score_work(const BlockForm& form) {
    if (!form.attention) return 0;
    const double side = 64.0 / (1 << form.level), area = side * side;
    return 2 * area * (area + 77) * static_cast<double>(form.out);
}

// DeepCache's paper counts 338.83 G multiply-adds in the layers, with the first and the last.
TEST(UnetConfig, ThePublishedModelHasItsPublishedWork) {
    const std::vector<double> work = multiply_adds(Config{}, 64, 64);
    double total = std::accumulate(work.begin(), work.end(), 0.0);
    for (const BlockForm& form : block_forms(Config{})) total -= score_work(form);
    EXPECT_NEAR(total, 338.83e9, 0.002 * 338.83e9);
}

TEST(UnetConfig, BlocksAtEqualDistanceFromTheEndsBelongTogether) {
    for (const Config& config : {Config{}, detect_config(tiny(), two_heads())}) {
        const std::vector<BlockForm> forms = block_forms(config);
        ASSERT_EQ(forms.size(), 25U);
        EXPECT_EQ(forms[0].role, Role::Entry);
        EXPECT_EQ(forms[12].role, Role::Middle);
        for (std::size_t i = 0; i < 12; ++i) {
            const BlockForm &down = forms[i], &up = forms[24 - i];
            EXPECT_EQ(up.role, Role::Up) << i;
            EXPECT_NE(down.role, Role::Up) << i;
            EXPECT_EQ(up.skip, down.out) << i;
            // What enters the later of two is as large as what the earlier gives, so that a value
            // can stand in for all between them.
            const int entering = forms[23 - i].level - (forms[23 - i].resamples ? 1 : 0);
            const int given = down.level + (down.role == Role::Down && down.resamples ? 1 : 0);
            EXPECT_EQ(entering, given) << i;
        }
        EXPECT_EQ(forms[24].out, forms[0].in);
    }
}

TEST(UnetConfig, CostsAreSharesOfTheWholeWork) {
    const StackShape shape = stack_shape(Config{});
    EXPECT_EQ(shape.blocks, 25);
    EXPECT_EQ(shape.probe_blocks, 3);
    EXPECT_NEAR(std::accumulate(shape.cost.begin(), shape.cost.end(), 0.0), 1.0, 1e-12);
    EXPECT_EQ(shape.cost[0], 0.0);
    for (std::size_t i = 1; i < shape.cost.size(); ++i) EXPECT_GT(shape.cost[i], 0.0) << i;
}

}  // namespace
}  // namespace plumbline::models::unet
