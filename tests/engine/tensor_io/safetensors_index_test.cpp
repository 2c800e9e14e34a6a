// SPDX-License-Identifier: GPL-3.0-or-later
#include "tensor_io/safetensors_index.h"

#include "engine/tensor_io/file_builder.h"
#include "support/expect_error.h"
#include "support/temporary_folder.h"
#include "tensor_io/safetensors.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

namespace plumbline::tensor_io {
namespace {

using tests::expect_error;
using tests::put;
using tests::TemporaryFolder;

constexpr const char* kFirst = "model-00001-of-00002.safetensors";
constexpr const char* kSecond = "model-00002-of-00002.safetensors";

/// Two shards, "a" and "b" in the first, "c" in the second, and their index.
class SafetensorsIndex : public testing::Test {
protected:
    SafetensorsIndex() {
        write_safetensors(folder / kFirst, {{"a", at::ones({2})}, {"b", at::zeros({3})}},
                          {{"from", "first"}});
        write_safetensors(folder / kSecond, {{"c", at::full({1}, 5.0)}}, {{"other", "second"}});
        write_index(R"("a":"model-00001-of-00002.safetensors",
                       "b":"model-00001-of-00002.safetensors",
                       "c":"model-00002-of-00002.safetensors")");
    }
    void write_index(const std::string& weight_map) {
        put(index,
            R"({"metadata":{"total_size":24,"more":[{"weight_map":{"x":1}}]},"weight_map":{)" +
                weight_map + "}}");
    }
    void expect_refused(std::string_view part) {
        expect_error(ErrorKind::Input, part, [&] { return open_safetensors_index(index); });
    }

    TemporaryFolder folder;
    std::filesystem::path index = folder / "model.safetensors.index.json";
};

TEST_F(SafetensorsIndex, JoinsTheShards) {
    const WeightMap weights = open_safetensors_index(index);
    EXPECT_EQ(weights.entries().size(), 3u);
    EXPECT_EQ(weights.tensor("c").item<float>(), 5.0f);
    EXPECT_EQ(weights.metadata.at("from"), "first");
    EXPECT_EQ(weights.metadata.at("other"), "second");
    EXPECT_EQ(weights.origin, index.string());
}

TEST_F(SafetensorsIndex, IsFoundFromEveryShard) {
    EXPECT_EQ(index_of_shard(folder / kFirst), index);
    EXPECT_EQ(index_of_shard(folder / kSecond), index);
    EXPECT_EQ(open_weights(folder / kSecond).entries().size(), 3u);
    EXPECT_EQ(open_weights(index).entries().size(), 3u);
    EXPECT_EQ(open_weights(folder.path()).entries().size(), 3u);
}

TEST_F(SafetensorsIndex, IsFoundUnderAVariantsName) {
    std::filesystem::rename(index, folder / "model.safetensors.index.fp16.json");
    EXPECT_EQ(index_of_shard(folder / kFirst), folder / "model.safetensors.index.fp16.json");
}

TEST_F(SafetensorsIndex, IsAskedForOnlyByShards) {
    EXPECT_TRUE(index_of_shard(folder / "model.safetensors").empty());
    EXPECT_TRUE(index_of_shard(folder / "model-00001-of-00001.safetensors").empty());
    EXPECT_TRUE(index_of_shard(folder / "out-of-focus.safetensors").empty());
    EXPECT_TRUE(index_of_shard(folder / "-of-2.safetensors").empty());
    std::filesystem::remove(index);
    expect_error(ErrorKind::Input, "one part of a set",
                 [&] { return open_weights(folder / kFirst); });
}

TEST_F(SafetensorsIndex, RefusesShardsElsewhere) {
    for (const char* name :
         {"../model.safetensors", "/etc/passwd", "..", ".", "", "a/b", "a\\\\b", "a\\u0000b"}) {
        write_index(std::string(R"("a":")") + name + '"');
        expect_refused("no plain file name");
    }
}

TEST_F(SafetensorsIndex, RefusesAMissingShard) {
    std::filesystem::remove(folder / kSecond);
    expect_refused("its part 'model-00002-of-00002.safetensors' is missing");
}

TEST_F(SafetensorsIndex, RefusesShardsThatHoldOtherTensors) {
    write_index(R"("a":"model-00001-of-00002.safetensors")");
    expect_refused("'b' is not listed");
    write_index(R"("a":"model-00001-of-00002.safetensors","b":"model-00001-of-00002.safetensors",
                   "d":"model-00001-of-00002.safetensors")");
    expect_refused("'d' is missing in");
}

TEST_F(SafetensorsIndex, RefusesOtherDocuments) {
    write_index(R"("a":"x","a":"y")");
    expect_refused("listed twice");
    write_index(R"("a":1)");
    expect_refused("no file name");
    write_index(R"("a":{"b":"c"})");
    expect_refused("no file name");
    put(index, R"({"weight_map":["a"]})");
    expect_refused("no 'weight_map'");
    put(index, "{}");
    expect_refused("no 'weight_map'");
    put(index, "[]");
    expect_refused("not a JSON object");
    put(index, "3");
    expect_refused("no 'weight_map'");
    put(index, "{");
    expect_refused("not valid JSON");
    put(index, R"({"weight_map":{},"weight_map":{}})");
    expect_refused("there twice");
    put(index, std::string(1'000'000, '['));
    expect_refused("not a JSON object");
}

}  // namespace
}  // namespace plumbline::tensor_io
