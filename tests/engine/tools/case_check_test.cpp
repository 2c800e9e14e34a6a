// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/case_check.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace plumbline::tools {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

TEST(RelativeDifference, IsLargestDifferenceOverLargestReference) {
    EXPECT_DOUBLE_EQ(relative_difference(at::tensor({1.0, 2.5}), at::tensor({1.0, 2.0})), 0.25);
    EXPECT_EQ(relative_difference(at::tensor({3.0}), at::tensor({3.0})), 0.0);
    EXPECT_EQ(relative_difference(at::empty({0}), at::empty({0})), 0.0);
}

TEST(RelativeDifference, IsInfiniteWhereNothingCanBeCompared) {
    EXPECT_TRUE(std::isinf(relative_difference(at::zeros({2}), at::zeros({3}))));
    EXPECT_TRUE(std::isinf(relative_difference(at::ones({2}), at::zeros({2}))));
    EXPECT_TRUE(std::isinf(relative_difference(at::tensor({kNan, 1.0}), at::tensor({1.0, 1.0}))));
    EXPECT_TRUE(std::isinf(relative_difference(at::tensor({1.0, 1.0}), at::tensor({kNan, 1.0}))));
}

TEST(RelativeDifference, PassesOverValuesThatExistNowhere) {
    EXPECT_EQ(relative_difference(at::tensor({kNan, 2.0}), at::tensor({kNan, 2.0})), 0.0);
    EXPECT_DOUBLE_EQ(relative_difference(at::tensor({kNan, 3.0}), at::tensor({kNan, 2.0})), 0.5);
    EXPECT_EQ(relative_difference(at::tensor({kNan}), at::tensor({kNan})), 0.0);
}

Case cached_case(std::optional<double> margin) {
    Case recorded{.name = "case", .kind = "dicache"};
    recorded.margin = margin;
    for (const char* name : {"trace.full", "trace.probed", "trace.resumed"}) {
        recorded.tensors.push_back({name, {4, 1}, at::kInt, TensorRole::Result});
    }
    recorded.tensors.push_back({"trace.error", {4, 1}, at::kFloat, TensorRole::Result});
    recorded.tensors.push_back({"latents", {5, 1}, at::kFloat, TensorRole::Result});
    return recorded;
}

std::map<std::string, at::Tensor> cached_results() {
    const at::Tensor decisions = at::tensor({1, 0, 1, 0}, at::kInt).reshape({4, 1});
    return {{"trace.full", decisions},
            {"trace.probed", 1 - decisions},
            {"trace.resumed", at::zeros({4, 1}, at::kInt)},
            {"trace.error", at::linspace(1, 4, 4).reshape({4, 1})},
            {"latents", at::linspace(1, 5, 5).reshape({5, 1})}};
}

tensor_io::WeightMap as_file(const std::map<std::string, at::Tensor>& tensors) {
    tensor_io::WeightMap file;
    for (const auto& [name, values] : tensors) file.add(name, values);
    return file;
}

bool all_ok(const std::vector<TensorCheck>& checks) {
    return std::ranges::all_of(checks, &TensorCheck::ok);
}

TEST(CaseCheck, CloseDecisionMayFallOtherwiseOnCudaOnly) {
    const auto results = cached_results();
    auto other = cached_results();
    other["trace.full"] = at::tensor({1, 0, 0, 0}, at::kInt).reshape({4, 1});
    other["trace.error"] = at::tensor({1.0F, 2.0F, 9.0F, 9.0F}).reshape({4, 1});
    other["latents"] = at::tensor({1.0F, 2.0F, 3.0F, 9.0F, 9.0F}).reshape({5, 1});
    const auto file = as_file(other);
    EXPECT_TRUE(all_ok(check_case(cached_case(0.005), results, file, true)));
    EXPECT_FALSE(all_ok(check_case(cached_case(0.005), results, file, false)));
    EXPECT_FALSE(all_ok(check_case(cached_case(0.05), results, file, true)));
}

TEST(CaseCheck, LimitsAreWiderOnCuda) {
    const auto results = cached_results();
    auto other = cached_results();
    other["latents"] = other["latents"] * (1 + 8e-4);
    EXPECT_FALSE(all_ok(check_case(cached_case(0.05), results, as_file(other), false)));
    EXPECT_TRUE(all_ok(check_case(cached_case(0.05), results, as_file(other), true)));
}

}  // namespace
}  // namespace plumbline::tools
