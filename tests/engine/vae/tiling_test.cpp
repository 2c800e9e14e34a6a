// SPDX-License-Identifier: GPL-3.0-or-later
#include "vae/tiling.h"

#include "base/error.h"
#include "support/golden_tensors.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

namespace plumbline::vae {
namespace {

using plumbline::tests::relative_difference;

at::Tensor twice(const at::Tensor& x) {
    return x.repeat_interleave(2, -2).repeat_interleave(2, -1);
}

TEST(RunTiled, WhatDoesNotLookAroundIsUnchanged) {
    at::manual_seed(1);
    for (const std::int64_t height : {1, 5, 6, 7, 8, 9, 13}) {
        for (const std::int64_t width : {1, 6, 7, 12, 17}) {
            const at::Tensor x = at::randn({2, 3, height, width});
            const at::Tensor tiled =
                run_tiled(x, 6, 4, 2, 1, {}, [](const at::Tensor& piece) { return twice(piece); });
            EXPECT_LT(relative_difference(tiled, twice(x)), 1e-6) << height << "x" << width;
        }
    }
}

TEST(RunTiled, HalvesAsWellAsDoubles) {
    at::manual_seed(2);
    const at::Tensor x = at::randn({1, 1, 20, 28});
    const auto halve = [](const at::Tensor& piece) { return at::avg_pool2d(piece, {2, 2}); };
    EXPECT_LT(relative_difference(run_tiled(x, 8, 6, 1, 2, {}, halve), halve(x)), 1e-6);
}

TEST(RunTiled, OneTileIsRunOnce) {
    int runs = 0;
    const at::Tensor x = at::randn({1, 1, 4, 4});
    const at::Tensor out = run_tiled(x, 8, 8, 1, 1, {}, [&](const at::Tensor& piece) {
        ++runs;
        return piece.clone();
    });
    EXPECT_EQ(runs, 1);
    EXPECT_TRUE(at::equal(out, x));
}

TEST(RunTiled, AnOverlapGoesOverLinearly) {
    // Every tile answers with its own number: 0 left, 1 right, over an overlap of four columns.
    float number = 0;
    const at::Tensor out =
        run_tiled(at::zeros({1, 1, 2, 12}), 8, 4, 1, 1, {},
                  [&](const at::Tensor& piece) { return at::full_like(piece, number++); });
    const at::Tensor row = out[0][0][0];
    for (int i = 0; i < 4; ++i) {
        EXPECT_EQ(row[i].item<float>(), 0.0F);
        EXPECT_EQ(row[4 + i].item<float>(), static_cast<float>(i) / 4);
    }
    // The third tile is narrower than the overlap is wide: it begins where the second one ends.
    EXPECT_EQ(row[8].item<float>(), 1.0F);
}

TEST(RunTiled, AsksTheCheckpointBeforeEveryTile) {
    int asked = 0, runs = 0;
    const auto run = [&](const at::Tensor& piece) {
        ++runs;
        return piece.clone();
    };
    static_cast<void>(
        run_tiled(at::zeros({1, 8, 8}), 4, 4, 1, 1, Checkpoint([&] { ++asked; }), run));
    EXPECT_EQ(asked, 4);
    EXPECT_EQ(runs, 4);
    const Checkpoint stop([] { throw Cancelled{}; });
    EXPECT_THROW(static_cast<void>(run_tiled(at::zeros({1, 8, 8}), 4, 4, 1, 1, stop, run)),
                 Cancelled);
    EXPECT_EQ(runs, 4);
}

TEST(RunTiled, RefusesTilesThatNeverEndOrLeaveGaps) {
    const auto same = [](const at::Tensor& piece) { return piece.clone(); };
    EXPECT_THROW(static_cast<void>(run_tiled(at::zeros({1, 8, 8}), 4, 0, 1, 1, {}, same)),
                 InternalError);
    EXPECT_THROW(static_cast<void>(run_tiled(at::zeros({1, 8, 8}), 4, 6, 1, 1, {}, same)),
                 InternalError);
}

}  // namespace
}  // namespace plumbline::vae
