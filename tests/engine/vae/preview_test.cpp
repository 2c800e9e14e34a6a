// SPDX-License-Identifier: GPL-3.0-or-later
#include "vae/preview.h"

#include "base/file.h"
#include "support/expect_error.h"
#include "support/temporary_folder.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

namespace plumbline::vae {
namespace {

const PreviewMatrix kTwoChannels{.rows = {{0.5F, 0.0F, -1.0F}, {0.25F, 1.0F, 0.0F}},
                                 .bias = {0.125F, 0.0F, 0.5F}};

TEST(Preview, IsOneProductAPixel) {
    // Two frames of one pixel each.
    const at::Tensor latents = at::tensor({1.0F, -1.0F, 0.5F, 4.0F}).reshape({1, 2, 2, 1, 1});
    const at::Tensor frames = preview_frames(latents, kTwoChannels);
    ASSERT_EQ(frames.sizes(), at::IntArrayRef({1, 3, 2, 1, 1}));
    // First: (0.5 + 0.125 + 0.125, 0.5, -1 + 0.5); the second is clamped in red and green.
    const at::Tensor expected = at::tensor({0.75F, 0.625F, 0.5F, 1.0F, -0.5F, 1.0F});
    EXPECT_TRUE(at::allclose(frames.flatten(), expected, 0, 1e-6)) << frames.flatten();
}

TEST(Preview, EveryFamilyHasItsMap) {
    const std::pair<const PreviewMatrix&, std::int64_t> families[] = {
        {wan_preview_matrix(), 16},
        {hunyuan_preview_matrix(), 16},
        {flux_preview_matrix(), 16},
        {sd15_preview_matrix(), 4}};
    for (const auto& [matrix, channels] : families) {
        EXPECT_EQ(preview_frames(at::zeros({1, channels, 3, 4, 5}), matrix).sizes(),
                  at::IntArrayRef({1, 3, 3, 4, 5}));
    }
    // One number of each table.
    EXPECT_EQ(wan_preview_matrix().rows[2][0], 0.3568F);
    EXPECT_EQ(hunyuan_preview_matrix().rows[12][1], -0.1920F);
    EXPECT_EQ(hunyuan_preview_matrix().bias[2], -0.0761F);
    EXPECT_EQ(flux_preview_matrix().rows[15][2], -0.0778F);
    EXPECT_EQ(flux_preview_matrix().bias[0], -0.0329F);
    EXPECT_EQ(sd15_preview_matrix().rows[3][2], -0.7177F);
    EXPECT_EQ(sd15_preview_matrix().bias[1], 0.0F);
}

TEST(Preview, TheFitFindsALinearMap) {
    const at::Tensor latents = at::randn({500, 2});
    const at::Tensor rows = at::tensor({0.5F, 0.0F, -1.0F, 0.25F, 1.0F, 0.0F}).reshape({2, 3});
    const at::Tensor colours = at::mm(latents, rows) + at::tensor({0.125F, 0.0F, 0.5F});
    const PreviewMatrix fitted = fit_preview_matrix(latents, colours);
    ASSERT_EQ(fitted.rows.size(), 2U);
    for (std::size_t i = 0; i < 3; ++i) {
        EXPECT_NEAR(fitted.rows[0][i], kTwoChannels.rows[0][i], 1e-4);
        EXPECT_NEAR(fitted.rows[1][i], kTwoChannels.rows[1][i], 1e-4);
        EXPECT_NEAR(fitted.bias[i], kTwoChannels.bias[i], 1e-4);
    }
}

TEST(Preview, MatricesAreWrittenAndReadBack) {
    const tests::TemporaryFolder folder;
    write_preview_matrix(folder / "preview.json", kTwoChannels);
    const PreviewMatrix read = read_preview_matrix(folder / "preview.json");
    EXPECT_EQ(read.rows, kTwoChannels.rows);
    EXPECT_EQ(read.bias, kTwoChannels.bias);
    for (const char* wrong :
         {"", "{}", R"({"rows":[],"bias":[0,0,0]})", R"({"rows":[[1,2]],"bias":[0,0,0]})",
          R"({"rows":[[1,2,1e300]],"bias":[0,0,0]})"}) {
        base::write_file(folder / "wrong.json", wrong, true);
        tests::expect_error(ErrorKind::Input, "wrong.json",
                            [&] { return read_preview_matrix(folder / "wrong.json").rows; });
    }
}

}  // namespace
}  // namespace plumbline::vae
