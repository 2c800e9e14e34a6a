// SPDX-License-Identifier: GPL-3.0-or-later
#include "tensor_io/weight_map.h"

#include "base/error.h"
#include "support/expect_error.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

namespace plumbline::tensor_io {
namespace {

using tests::expect_error;

WeightMap some_weights(std::initializer_list<const char*> names) {
    WeightMap weights;
    weights.origin = "here.safetensors";
    weights.metadata["format"] = "pt";
    for (const char* name : names) weights.add(name, at::full({2}, 3.0));
    return weights;
}

TEST(WeightMap, HoldsTensorsInMemory) {
    WeightMap weights = some_weights({"a"});
    EXPECT_TRUE(weights.contains("a"));
    EXPECT_EQ(weights.entry("a").shape, (std::vector<std::int64_t>{2}));
    EXPECT_EQ(weights.total_bytes(), 8u);
    EXPECT_EQ(weights.tensor("a").sum().item<float>(), 6.0f);
}

TEST(WeightMap, NamesTheFileOfAFault) {
    WeightMap weights = some_weights({"a"});
    expect_error(ErrorKind::Input, "here.safetensors: no tensor 'b'",
                 [&] { return weights.tensor("b"); });
    expect_error(ErrorKind::Input, "'a' is there twice",
                 [&] { return weights.add("a", at::ones({1})), 0; });
}

TEST(WeightMap, RefusesEntriesOutsideTheirFile) {
    WeightMap weights;
    EXPECT_THROW(weights.add("a", WeightEntry{}), InternalError);
    EXPECT_THROW(weights.add("a", at::Tensor()), InternalError);
}

TEST(WeightMap, RenamesAndDrops) {
    const WeightMap weights = some_weights({"x.a", "x.b", "y"});
    const WeightMap renamed = weights.renamed([](const std::string& name) {
        return name == "y" ? std::nullopt : std::optional(name.substr(2));
    });
    EXPECT_EQ(renamed.entries().size(), 2u);
    EXPECT_TRUE(renamed.contains("a"));
    EXPECT_EQ(renamed.metadata.at("format"), "pt");
    EXPECT_EQ(renamed.origin, "here.safetensors");
    expect_error(ErrorKind::Input, "there twice", [&] {
        return weights.renamed([](const std::string&) { return std::optional<std::string>("z"); });
    });
}

TEST(WeightMap, StripsThePrefixThatAllShare) {
    const std::vector<std::string> prefixes = {"net.", "model.diffusion_model.", "model."};
    EXPECT_TRUE(some_weights({"model.diffusion_model.a", "model.diffusion_model.b"})
                    .without_common_prefix(prefixes)
                    .contains("a"));
    EXPECT_TRUE(some_weights({"model.diffusion_model.a", "model.b"})
                    .without_common_prefix(prefixes)
                    .contains("diffusion_model.a"));
    EXPECT_TRUE(some_weights({"net.a", "b"}).without_common_prefix(prefixes).contains("net.a"));
    EXPECT_TRUE(some_weights({"net."}).without_common_prefix(prefixes).contains("net."));
    EXPECT_TRUE(some_weights({}).without_common_prefix(prefixes).entries().empty());
}

}  // namespace
}  // namespace plumbline::tensor_io
