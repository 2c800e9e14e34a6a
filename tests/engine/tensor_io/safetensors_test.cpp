// SPDX-License-Identifier: GPL-3.0-or-later
#include "tensor_io/safetensors.h"

#include "base/file.h"
#include "engine/tensor_io/file_builder.h"
#include "support/expect_error.h"
#include "support/temporary_folder.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <limits>
#include <string>

namespace plumbline::tensor_io {
namespace {

using tests::expect_error;
using tests::put;
using tests::safetensors_bytes;
using tests::TemporaryFolder;

const std::string kGolden = std::string(PLUMBLINE_GOLDENS) + "/safetensors/types.safetensors";

/// The file must be refused with a line that names it and holds `part`.
void expect_refused(const std::string& content, std::string_view part) {
    const TemporaryFolder folder;
    const auto path = put(folder / "bad.safetensors", content);
    expect_error(ErrorKind::Input, part, [&] { return open_safetensors(path); });
    expect_error(ErrorKind::Input, path.string(), [&] { return open_safetensors(path); });
}

void expect_header_refused(const std::string& header, std::string_view part) {
    expect_refused(safetensors_bytes(header, std::string(16, '\0')), part);
}

/// Header of one tensor "w" over 16 bytes of data, with these fields.
std::string one_tensor(const std::string& fields) {
    return "{\"w\":{" + fields + "}}";
}

TEST(Safetensors, ReadsEveryTypeOfTheFormatsOwnLibrary) {
    const WeightMap weights = open_safetensors(kGolden);
    EXPECT_EQ(weights.metadata.at("format"), "pt");
    EXPECT_EQ(weights.entries().size(), 14u);
    const at::Tensor expected = at::arange(8, at::kFloat).view({2, 4});
    const std::pair<const char*, at::ScalarType> types[] = {{"float64", at::kDouble},
                                                            {"float32", at::kFloat},
                                                            {"float16", at::kHalf},
                                                            {"bfloat16", at::kBFloat16},
                                                            {"int64", at::kLong},
                                                            {"int32", at::kInt},
                                                            {"int16", at::kShort},
                                                            {"int8", at::kChar},
                                                            {"uint8", at::kByte},
                                                            {"float8_e4m3fn", at::kFloat8_e4m3fn},
                                                            {"float8_e5m2", at::kFloat8_e5m2}};
    for (const auto& [name, dtype] : types) {
        const at::Tensor tensor = weights.tensor(name);
        EXPECT_EQ(tensor.scalar_type(), dtype) << name;
        // 7 has no exact float8_e5m2 form; the fixture holds the rounded value.
        const at::Tensor wanted = expected.to(dtype).to(at::kFloat);
        EXPECT_TRUE(at::equal(tensor.to(at::kFloat), wanted)) << name;
    }
    EXPECT_TRUE(at::equal(weights.tensor("bool"), at::arange(3).remainder(2).eq(0)));
    EXPECT_EQ(weights.tensor("scalar").dim(), 0);
    EXPECT_EQ(weights.tensor("scalar").item<float>(), 2.5f);
    EXPECT_EQ(weights.tensor("empty").sizes(), at::IntArrayRef({0, 3}));
}

TEST(Safetensors, TensorsAreViewsThatKeepTheMapping) {
    at::Tensor tensor;
    {
        const WeightMap weights = open_safetensors(kGolden);
        tensor = weights.tensor("float32");
        const auto& entry = weights.entry("float32");
        EXPECT_EQ(tensor.const_data_ptr(), entry.file->bytes().data() + entry.offset);
    }
    EXPECT_EQ(tensor.sum().item<float>(), 28.0f);
}

TEST(Safetensors, CopiesMisalignedTensors) {
    const TemporaryFolder folder;
    const float values[] = {1.5f, -2.0f};
    const std::string data(reinterpret_cast<const char*>(values), sizeof values);
    for (std::size_t padding = 0; padding < 4; ++padding) {
        const std::string header =
            R"({"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}})" + std::string(padding, ' ');
        const auto path = put(folder / "file", safetensors_bytes(header, data));
        const at::Tensor tensor = open_safetensors(path).tensor("w");
        EXPECT_EQ(reinterpret_cast<std::uintptr_t>(tensor.const_data_ptr()) % 4, 0u);
        EXPECT_TRUE(at::equal(tensor, at::tensor({1.5f, -2.0f})));
    }
}

TEST(Safetensors, ReadsAnyByteAsABoolean) {
    const TemporaryFolder folder;
    const auto path =
        put(folder / "file",
            safetensors_bytes(R"({"w":{"dtype":"BOOL","shape":[3],"data_offsets":[0,3]}})",
                              std::string("\0\xff\x02", 3)));
    const at::Tensor tensor = open_safetensors(path).tensor("w");
    EXPECT_EQ(tensor.scalar_type(), at::kBool);
    EXPECT_EQ(tensor.to(at::kInt).sum().item<int>(), 2);
}

TEST(Safetensors, MayHoldNothing) {
    const TemporaryFolder folder;
    EXPECT_TRUE(open_safetensors(put(folder / "file", safetensors_bytes("{}"))).entries().empty());
}

TEST(Safetensors, RefusesFilesOfAWrongLength) {
    expect_refused("", "only 0 bytes");
    expect_refused("1234567", "only 7 bytes");
    expect_refused(tests::little_endian(3, 8) + "{}", "claims 3 bytes");
    expect_refused(tests::little_endian(100'000'001, 8) + "{}", "100000000 allowed");
    expect_refused(tests::little_endian(~std::uint64_t{0}, 8) + "{}", "allowed");
    expect_refused(safetensors_bytes("{}", "x"), "1 bytes after the last tensor");
}

TEST(Safetensors, RefusesHeadersThatAreNoJsonObject) {
    expect_header_refused("", "not valid JSON");
    expect_header_refused("{", "not valid JSON");
    expect_header_refused("{} {}", "not valid JSON");
    expect_header_refused("\xff\xfe", "not valid JSON");
    expect_header_refused("{\"\xff\":{}}", "not valid JSON");
    expect_header_refused("[]", "a list");
    expect_header_refused("1", "a number");
    expect_header_refused("null", "null");
    expect_header_refused("\"text\"", "text");
    expect_header_refused("{\"w\":1}", "a number");
    expect_header_refused("{\"w\":null}", "null");
    expect_header_refused("{\"w\":[]}", "a list");
}

TEST(Safetensors, RefusesNestingWithoutFollowingIt) {
    expect_header_refused(std::string(1'000'000, '['), "a list");
    std::string deep = "{\"w\":";
    for (int i = 0; i < 100'000; ++i) deep += "{\"dtype\":";
    expect_header_refused(deep, "an object");
    expect_header_refused(one_tensor(R"("dtype":"F32","shape":[[[[)"), "a list");
}

TEST(Safetensors, RefusesWrongFields) {
    expect_header_refused(one_tensor(""), "no field 'dtype'");
    expect_header_refused(one_tensor(R"("dtype":"F32","shape":[4])"), "no field 'data_offsets'");
    expect_header_refused(one_tensor(R"("dtype":"F32","dtype":"F32")"), "is there twice");
    expect_header_refused(one_tensor(R"("dtype":3)"), "a number");
    expect_header_refused(one_tensor(R"("dtype":["F32"])"), "a list");
    expect_header_refused(one_tensor(R"("color":"red")"), "'color' of tensor 'w' is unknown");
    expect_header_refused(one_tensor(R"("shape":"4")"), "text");
    expect_header_refused(one_tensor(R"("shape":[true])"), "a boolean");
    expect_header_refused(one_tensor(R"("dtype":"F4","shape":[4],"data_offsets":[0,16])"),
                          "unknown type 'F4'");
}

TEST(Safetensors, RefusesImpossibleShapes) {
    const auto shape = [](const std::string& sizes) {
        return one_tensor(R"("dtype":"F32","data_offsets":[0,16],"shape":[)" + sizes + "]");
    };
    expect_header_refused(shape("-4"), "negative number -4");
    expect_header_refused(shape("4.0"), "no whole number");
    expect_header_refused(shape("1e3"), "no whole number");
    expect_header_refused(shape("99999999999999999999999"), "no whole number");
    expect_header_refused(shape("18446744073709551615"), "too large");
    expect_header_refused(shape("4611686018427387904,4"), "too large");
    expect_header_refused(shape("0,4611686018427387904,4"), "too large");
    expect_header_refused(shape("4294967296,4294967296"), "too large");
    expect_header_refused(shape("3"), "has 16 bytes, but its shape needs 12");
    expect_header_refused(shape("0"), "has 16 bytes, but its shape needs 0");
    std::string many = "1";
    for (int i = 0; i < 64; ++i) many += ",1";
    expect_header_refused(shape(many), "more than 64 dimensions");
}

TEST(Safetensors, RefusesRangesThatDoNotTileTheData) {
    const auto range = [](const std::string& offsets) {
        return one_tensor(R"("dtype":"U8","shape":[16],"data_offsets":[)" + offsets + "]");
    };
    expect_header_refused(range("16,0"), "ends before it begins");
    expect_header_refused(range("0,17"), "there are only 16");
    expect_header_refused(range("0,18446744073709551615"), "there are only 16");
    expect_header_refused(range("-1,15"), "negative");
    expect_header_refused(range("0"), "two numbers");
    expect_header_refused(range("0,8,16"), "more than two numbers");
    const auto two = [](const std::string& first, const std::string& second) {
        return R"({"a":{"dtype":"U8","shape":[8],"data_offsets":[)" + first +
               R"(]},"b":{"dtype":"U8","shape":[4],"data_offsets":[)" + second + "]}}";
    };
    expect_header_refused(two("0,8", "4,8"), "'b' overlaps");
    expect_header_refused(two("0,8", "12,16"), "'b' leaves a hole");
    expect_header_refused(two("4,12", "12,16"), "'a' leaves a hole");
    expect_header_refused(two("0,8", "8,12"), "4 bytes after the last tensor");
}

TEST(Safetensors, RefusesNamesGivenTwice) {
    const std::string tensor = R"({"dtype":"U8","shape":[8],"data_offsets":[0,8]})";
    expect_header_refused("{\"w\":" + tensor + ",\"w\":" + tensor + "}", "'w' is there twice");
    expect_header_refused(R"({"__metadata__":{},"__metadata__":{}})", "is there twice");
}

TEST(Safetensors, RefusesMetadataThatIsNoText) {
    expect_header_refused(R"({"__metadata__":{"a":1}})", "metadata entry 'a' holds a number");
    expect_header_refused(R"({"__metadata__":{"a":{}}})", "an object");
    expect_header_refused(R"({"__metadata__":{"a":"b","a":"c"}})", "is there twice");
    expect_header_refused(R"({"__metadata__":"a"})", "text");
}

TEST(Safetensors, MakesNamesFitForAMessage) {
    expect_header_refused("{\"a\\nb\":{}}", "'a?b'");
    expect_header_refused("{\"" + std::string(5000, 'n') + "\":{}}", "nnn…'");
}

TEST(WriteSafetensors, GivesBackWhatWasWritten) {
    const TemporaryFolder folder;
    const at::Tensor matrix = at::arange(6, at::kFloat).view({2, 3});
    write_safetensors(folder / "file",
                      {{"half", at::ones({3}, at::kHalf)},
                       {"transposed", matrix.t()},
                       {"flags", at::ones({5}, at::kBool)},
                       {"scalar", at::scalar_tensor(7, at::kLong)},
                       {"empty", at::empty({0, 2})},
                       {"eight", at::ones({2}).to(at::kFloat8_e4m3fn)}},
                      {{"prompt", "line\n\"quoted\""}});
    const WeightMap weights = open_safetensors(folder / "file");
    EXPECT_EQ(weights.metadata.at("prompt"), "line\n\"quoted\"");
    EXPECT_TRUE(at::equal(weights.tensor("transposed"), matrix.t()));
    EXPECT_EQ(weights.tensor("scalar").item<int>(), 7);
    EXPECT_EQ(weights.tensor("half").scalar_type(), at::kHalf);
    EXPECT_EQ(weights.tensor("eight").to(at::kFloat).sum().item<float>(), 2.0f);
    EXPECT_EQ(weights.tensor("empty").sizes(), at::IntArrayRef({0, 2}));
    EXPECT_TRUE(weights.tensor("flags").all().item<bool>());
    EXPECT_EQ(weights.entry("scalar").offset % 8, 0u);
}

TEST(WriteSafetensors, IsTheSameForAnyOrder) {
    const TemporaryFolder folder;
    const at::Tensor a = at::ones({3});
    const at::Tensor b = at::zeros({2}, at::kHalf);
    write_safetensors(folder / "one", {{"a", a}, {"b", b}, {"c", a}}, {{"x", "1"}, {"y", "2"}});
    write_safetensors(folder / "two", {{"c", a}, {"b", b}, {"a", a}}, {{"y", "2"}, {"x", "1"}});
    EXPECT_EQ(base::read_file(folder / "one"), base::read_file(folder / "two"));
}

TEST(WriteSafetensors, ReplacesOnlyWhenAllowed) {
    const TemporaryFolder folder;
    write_safetensors(folder / "file", {{"a", at::ones({3})}});
    const auto again = [&] { return write_safetensors(folder / "file", {}, {}, false), 0; };
    expect_error(ErrorKind::Usage, "exists already", again);
    EXPECT_TRUE(open_safetensors(folder / "file").contains("a"));
}

}  // namespace
}  // namespace plumbline::tensor_io
