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

/// One frame stays one, every later one becomes four.
at::Tensor stretched(const at::Tensor& x) {
    const at::Tensor first = x.narrow(2, 0, 1);
    if (x.size(2) == 1) return first.clone();
    return at::cat({first, x.narrow(2, 1, x.size(2) - 1).repeat_interleave(4, 2)}, 2);
}

at::Tensor joined_windows(const at::Tensor& x,
                          std::int64_t window,
                          std::int64_t stride,
                          std::int64_t num,
                          std::int64_t den,
                          const std::function<at::Tensor(const at::Tensor&)>& run) {
    std::vector<at::Tensor> parts;
    std::int64_t next = 0;
    run_windows(x, window, stride, num, den, {}, run,
                [&](const at::Tensor& part, std::int64_t first) {
                    EXPECT_EQ(first, next);
                    EXPECT_GT(part.size(2), 0);
                    next += part.size(2);
                    parts.push_back(part.clone());
                });
    return at::cat(parts, 2);
}

TEST(RunWindows, WhatDoesNotLookAroundIsUnchanged) {
    at::manual_seed(3);
    for (std::int64_t frames = 1; frames < 45; ++frames) {
        const at::Tensor x = at::randn({1, 2, frames, 1, 2});
        EXPECT_LT(relative_difference(joined_windows(x, 16, 12, 4, 1, stretched), stretched(x)),
                  1e-6)
            << frames;
        const at::Tensor back = joined_windows(
            stretched(x), 64, 48, 1, 4,
            [](const at::Tensor& clip) { return clip.slice(2, 0, clip.size(2), 4).clone(); });
        EXPECT_LT(relative_difference(back, x), 1e-6) << frames;
    }
}

/// The authors' rule, all windows first: 17 latents each, the first frame dropped but in the first
/// window, a blend over 16 frames, 48 kept.
at::Tensor windows_by_the_rule(const at::Tensor& x,
                               const std::function<at::Tensor(const at::Tensor&)>& run) {
    std::vector<at::Tensor> windows, kept;
    for (std::int64_t start = 0; start < x.size(2); start += 12) {
        at::Tensor out = run(x.slice(2, start, std::min<std::int64_t>(start + 17, x.size(2))));
        if (start > 0) out = out.slice(2, 1);
        windows.push_back(out.clone());
    }
    for (std::size_t i = 0; i < windows.size(); ++i) {
        at::Tensor& here = windows[i];
        const std::int64_t extent =
            i == 0 ? 0 : std::min({windows[i - 1].size(2), here.size(2), std::int64_t{16}});
        for (std::int64_t frame = 0; frame < extent; ++frame) {
            const double weight = static_cast<double>(frame) / static_cast<double>(extent);
            const at::Tensor before =
                windows[i - 1].select(2, windows[i - 1].size(2) - extent + frame);
            here.select(2, frame).copy_(before * (1 - weight) + here.select(2, frame) * weight);
        }
        kept.push_back(here.slice(2, 0, i == 0 ? 49 : 48));
    }
    return at::cat(kept, 2);
}

TEST(RunWindows, FollowsTheAuthorsRule) {
    at::manual_seed(4);
    // Every frame of a window knows the whole window, so that no two windows agree.
    const auto run = [](const at::Tensor& clip) { return stretched(clip + clip.mean()); };
    for (const std::int64_t frames : {1, 12, 13, 14, 16, 17, 24, 25, 26, 28, 30, 33, 37, 40}) {
        const at::Tensor x = at::randn({1, 1, frames, 1, 1});
        EXPECT_LT(
            relative_difference(joined_windows(x, 16, 12, 4, 1, run), windows_by_the_rule(x, run)),
            1e-5)
            << frames;
    }
}

TEST(RunWindows, AsksTheCheckpointBeforeEveryWindowAndHandsOutWhatIsDone) {
    int left = 2;
    const Checkpoint stop([&] {
        if (--left < 0) throw Cancelled{};
    });
    std::int64_t frames = 0;
    EXPECT_THROW(run_windows(at::zeros({1, 1, 40, 1, 1}), 16, 12, 4, 1, stop, stretched,
                             [&](const at::Tensor& part, std::int64_t) { frames += part.size(2); }),
                 Cancelled);
    EXPECT_EQ(frames, 49 + 48);
}

DecodeOptions tiles_of(bool enabled, int tile, int stride) {
    DecodeOptions options;
    options.tiling = {.enabled = enabled, .tile = tile, .stride = stride};
    return options;
}

TEST(DecodeInTiles, OnlyWhenAskedForAndLargerThanOne) {
    const auto runs = [](const DecodeOptions& options, std::int64_t height, std::int64_t width) {
        int count = 0;
        const at::Tensor out = decode_in_tiles(
            at::zeros({1, 1, height, width}), options, [&](const at::Tensor& piece) {
                ++count;
                return piece.repeat_interleave(8, -2).repeat_interleave(8, -1);
            });
        EXPECT_EQ(out.sizes(), (std::vector<std::int64_t>{1, 1, height * 8, width * 8}));
        return count;
    };
    EXPECT_EQ(runs(tiles_of(false, 32, 24), 4, 8), 1);
    EXPECT_EQ(runs(tiles_of(true, 64, 48), 4, 8), 1);
    EXPECT_EQ(runs(tiles_of(true, 32, 24), 4, 8), 6);
}

TEST(EncodeInTiles, OnlyWhenAskedForAndLargerThanOne) {
    const auto runs = [](const DecodeOptions& options, std::int64_t height, std::int64_t width) {
        int count = 0;
        const at::Tensor out = encode_in_tiles(at::zeros({1, 1, height, width}), options,
                                               [&](const at::Tensor& piece) {
                                                   ++count;
                                                   return at::avg_pool2d(piece, {8, 8});
                                               });
        EXPECT_EQ(out.sizes(), (std::vector<std::int64_t>{1, 1, height / 8, width / 8}));
        return count;
    };
    EXPECT_EQ(runs(tiles_of(false, 32, 24), 32, 64), 1);
    EXPECT_EQ(runs(tiles_of(true, 64, 48), 32, 64), 1);
    EXPECT_EQ(runs(tiles_of(true, 32, 24), 32, 64), 6);
}

}  // namespace
}  // namespace plumbline::vae
