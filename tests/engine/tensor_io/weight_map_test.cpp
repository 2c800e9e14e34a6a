// SPDX-License-Identifier: GPL-3.0-or-later
#include "tensor_io/weight_map.h"

#include "base/error.h"
#include "support/expect_error.h"
#include "support/temporary_folder.h"
#include "tensor_io/safetensors.h"

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

TEST(WeightMap, JoinsWhatAnotherNamingStoresApart) {
    WeightMap stored;
    stored.add("q", at::arange(6, at::kFloat).view({2, 3}));
    stored.add("k", at::arange(6, 9, at::kFloat).view({1, 3}));
    WeightMap weights;
    weights.add_joined("qk", {stored.entry("q"), stored.entry("k")});
    EXPECT_EQ(weights.entry("qk").shape, (std::vector<std::int64_t>{3, 3}));
    EXPECT_EQ(weights.total_bytes(), stored.total_bytes());
    EXPECT_TRUE(weights.tensor("qk").equal(at::arange(9, at::kFloat).view({3, 3})));
    const WeightMap renamed = weights.renamed([](const std::string& name) { return name + "v"; });
    EXPECT_TRUE(renamed.tensor("qkv").equal(weights.tensor("qk")));
}

TEST(WeightMap, RefusesToJoinWhatDoesNotFit) {
    WeightMap stored;
    stored.add("q", at::ones({2, 3}));
    for (const at::Tensor& other :
         {at::ones({2, 4}), at::ones({2}), at::ones({2, 3}, at::kHalf), at::ones({})}) {
        WeightMap weights;
        weights.origin = "here.safetensors";
        weights.add("k", other);
        expect_error(ErrorKind::Input, "the parts of 'qk'", [&] {
            return weights.add_joined("qk", {stored.entry("q"), weights.entry("k")}), 0;
        });
    }
}

TEST(WeightMap, TakesRowsOfAFileAndOfMemory) {
    const tests::TemporaryFolder folder;
    const at::Tensor values = at::arange(24, at::kFloat).view({4, 2, 3});
    write_safetensors(folder / "w.safetensors", {{"w", values}});
    WeightMap memory;
    memory.add("w", values);
    for (const WeightMap& weights : {open_safetensors(folder / "w.safetensors"), memory}) {
        WeightMap swapped;
        swapped.add_joined("w",
                           {rows_of(weights.entry("w"), 2, 2), rows_of(weights.entry("w"), 0, 2)});
        EXPECT_TRUE(
            swapped.tensor("w").equal(at::cat({values.narrow(0, 2, 2), values.narrow(0, 0, 2)})));
        EXPECT_EQ(swapped.total_bytes(), weights.total_bytes());
        EXPECT_THROW(static_cast<void>(rows_of(weights.entry("w"), 3, 2)), InternalError);
    }
}

TEST(WeightMap, JoinsPiecesThatHaveScalesOfTheirOwn) {
    const at::Tensor codes =
        at::tensor({1.0F, 2.0F, 4.0F, -8.0F}).view({2, 2}).to(at::kFloat8_e4m3fn);
    WeightMap stored;
    const auto add = [&](const char* name, double scale) {
        stored.add(name, codes);
        WeightMap number;
        number.add("s", at::tensor({static_cast<float>(scale)}));
        WeightEntry scaled = stored.entry(name);
        scaled.scale = std::make_shared<const WeightEntry>(number.entry("s"));
        return scaled;
    };
    WeightMap weights;
    weights.add_joined("qk", {add("q", 0.5), add("k", 3.0)});
    EXPECT_EQ(weights.entry("qk").dtype, at::kFloat);
    EXPECT_EQ(weights.scale("qk"), 1.0);
    EXPECT_EQ(weights.total_bytes(), 8U);
    const at::Tensor values = codes.to(at::kFloat);
    EXPECT_TRUE(weights.tensor("qk").equal(at::cat({values * 0.5, values * 3.0})));
    // Without scales the codes stay codes.
    weights.add_joined("plain", {stored.entry("q"), stored.entry("k")});
    EXPECT_EQ(weights.tensor("plain").scalar_type(), at::kFloat8_e4m3fn);
    EXPECT_TRUE(weights.tensor("plain").to(at::kFloat).equal(at::cat({values, values})));
}

TEST(WeightMap, GivesWhatLiesBehindAPrefix) {
    WeightMap weights;
    weights.origin = "all.safetensors";
    for (const char* name : {"vae.a", "vae.b.c", "vaex", "model.a"})
        weights.add(name, at::ones({1}));
    const WeightMap behind = weights.behind("vae.");
    EXPECT_EQ(behind.origin, "all.safetensors");
    EXPECT_EQ(behind.entries().size(), 2U);
    EXPECT_TRUE(behind.contains("a"));
    EXPECT_TRUE(behind.contains("b.c"));
    EXPECT_TRUE(weights.behind("none.").entries().empty());
}

}  // namespace
}  // namespace plumbline::tensor_io
