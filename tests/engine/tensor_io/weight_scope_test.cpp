// SPDX-License-Identifier: GPL-3.0-or-later
#include "tensor_io/weight_scope.h"

#include "support/expect_error.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

namespace plumbline::tensor_io {
namespace {

using tests::expect_error;

WeightMap two_blocks() {
    WeightMap weights;
    weights.origin = "model.safetensors";
    for (const char* name : {"blocks.0.q.weight", "blocks.1.q.weight", "blocks.10.q.weight"}) {
        weights.add(name, at::ones({2, 3}, at::kHalf));
    }
    weights.add("head", at::ones({4}));
    return weights;
}

TEST(WeightScope, WalksTheTreeOfNames) {
    const WeightMap weights = two_blocks();
    const WeightScope root(weights, {});
    const WeightScope block = root["blocks"][1]["q"];
    EXPECT_EQ(block.full_name("weight"), "blocks.1.q.weight");
    EXPECT_TRUE(block.contains("weight"));
    EXPECT_FALSE(block.contains("bias"));
    EXPECT_EQ(block.shape("weight"), (std::vector<std::int64_t>{2, 3}));
    EXPECT_EQ(root["blocks"].count_children(), 2);
    EXPECT_EQ(root.count_children(), 0);
}

TEST(WeightScope, ConvertsToThePlacement) {
    const WeightMap weights = two_blocks();
    const WeightScope root(weights, {.dtype = at::kDouble, .checkpoint = {}});
    EXPECT_EQ(root["blocks"][0]["q"].tensor("weight", {2, 3}).scalar_type(), at::kDouble);
    EXPECT_EQ(root["blocks"][0]["q"].tensor("weight", {-1, 3}).sum().item<double>(), 6.0);
}

TEST(WeightScope, DoesNotCopyWhatFits) {
    const WeightMap weights = two_blocks();
    const WeightScope root(weights, {});
    EXPECT_EQ(root.tensor("head", {4}).const_data_ptr(), weights.tensor("head").const_data_ptr());
}

TEST(WeightScope, NamesFileTensorAndBothShapes) {
    const WeightMap weights = two_blocks();
    const WeightScope block = WeightScope(weights, {})["blocks"][0]["q"];
    expect_error(
        ErrorKind::Input,
        "model.safetensors: tensor 'blocks.0.q.weight' has the shape [2, 3], [any, 4] expected",
        [&] {
            return block.tensor("weight", {-1, 4});
        });
    expect_error(ErrorKind::Input, "[2, 3], [2] expected",
                 [&] { return block.tensor("weight", {2}); });
    expect_error(ErrorKind::Input, "no tensor 'blocks.0.q.bias'",
                 [&] { return block.tensor("bias", {2}); });
    expect_error(ErrorKind::Input, "no tensor", [&] { return block.shape("bias"); });
    EXPECT_FALSE(block.optional_tensor("bias", {2}).defined());
    EXPECT_TRUE(block.optional_tensor("weight", {2, 3}).defined());
}

TEST(WeightScope, NamesWhatNobodyTook) {
    const WeightMap weights = two_blocks();
    const WeightScope root(weights, {});
    static_cast<void>(root["blocks"][0]["q"].tensor("weight", {2, 3}));
    root["blocks"][1]["q"].ignore("weight");
    root["blocks"][0].expect_all_taken("block 0");
    expect_error(ErrorKind::Input,
                 "2 tensors are not part of the model: 'blocks.10.q.weight', 'head'",
                 [&] { return root.expect_all_taken("the model"), 0; });
    static_cast<void>(root["blocks"][10]["q"].optional_tensor("weight", {2, 3}));
    expect_error(ErrorKind::Input, "1 tensor is not part",
                 [&] { return root.expect_all_taken("the model"), 0; });
    static_cast<void>(root.tensor("head", {4}));
    root.expect_all_taken("the model");
}

TEST(WeightScope, ListsNoMoreThanEight) {
    WeightMap weights;
    for (int i = 0; i < 20; ++i) weights.add("t" + std::to_string(10 + i), at::ones({1}));
    expect_error(ErrorKind::Input, "'t17', …",
                 [&] { return WeightScope(weights, {}).expect_all_taken("it"), 0; });
}

TEST(WeightScope, AsksTheCheckpointBeforeEveryTensor) {
    const WeightMap weights = two_blocks();
    int asked = 0;
    Placement placement;
    placement.checkpoint = Checkpoint([&] {
        if (++asked == 2) throw Cancelled{};
    });
    const WeightScope root(weights, placement);
    static_cast<void>(root.tensor("head", {4}));
    EXPECT_THROW(static_cast<void>(root.tensor("head", {4})), Cancelled);
}

}  // namespace
}  // namespace plumbline::tensor_io
