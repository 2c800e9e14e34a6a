// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/demo_model.h"

#include "support/temporary_folder.h"
#include "tensor_io/weight_map.h"
#include "tensor_io/weight_scope.h"
#include "train/parameters.h"

#include <ATen/ATen.h>
#include <c10/core/GradMode.h>
#include <gtest/gtest.h>

namespace plumbline::train {
namespace {

TEST(DemoModel, MatricesInEightBitsComeBackWithTheirScale) {
    const c10::NoGradGuard no_grad;
    at::manual_seed(5);
    const tests::TemporaryFolder folder;
    tensor_io::WeightMap weights;
    const at::Tensor matrix = 3e-3 * at::randn({24, 16}), bias = at::randn({24}),
                     outside = at::randn({8, 8});
    weights.add("single_blocks.0.linear1.weight", matrix);
    weights.add("single_blocks.0.linear1.bias", bias);
    weights.add("img_in.weight", outside);
    const auto file = folder.path() / "model.safetensors";
    write_half(file, weights, /*eight_bit=*/true);
    EXPECT_LT(std::filesystem::file_size(file), 24U * 16 + 2 * (24 + 64) + 600);

    const tensor_io::WeightMap read = tensor_io::open_weights(file);
    EXPECT_EQ(read.entries().size(), 3U);  // scale and marker belong to the matrix
    EXPECT_EQ(read.tensor("single_blocks.0.linear1.weight").scalar_type(), at::kFloat8_e4m3fn);
    EXPECT_EQ(read.tensor("img_in.weight").scalar_type(), at::kHalf);
    // A model begins training from it: three bits of mantissa, so a sixteenth of a value at most.
    Parameters parameters({{"single_blocks.0.linear1.weight", {24, 16}},
                           {"single_blocks.0.linear1.bias", {24}},
                           {"img_in.weight", {8, 8}}});
    parameters.start_from(read, "");
    const at::Tensor got = parameters.view("single_blocks.0.linear1.weight");
    const double least = matrix.abs().max().item<double>() / 448 / 64;  // the smallest normal value
    EXPECT_TRUE(at::allclose(got, matrix, 1.0 / 16, least));
    EXPECT_FALSE(got.equal(matrix));
    EXPECT_TRUE(at::allclose(parameters.view("img_in.weight"), outside, 1e-3, 1e-6));
}

}  // namespace
}  // namespace plumbline::train
